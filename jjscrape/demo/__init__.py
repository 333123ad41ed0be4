"""The site that ships with the project: a small Drupal-7-shaped site, and a loopback server for it."""

from jjscrape.demo.demo_site import DemoSite
from jjscrape.demo.model import EventDate
from jjscrape.demo.response import Response
from jjscrape.demo.server import Serving, serve

__all__ = ["DemoSite", "EventDate", "Response", "Serving", "serve"]
