"""How right the dataset is: pages, bylines and dates read, and compared with what a careful person wrote down."""

from jjscrape.evaluation.command import evaluate, judge_and_show
from jjscrape.evaluation.report import Report

__all__ = ["Report", "evaluate", "judge_and_show"]
