"""Scrapy settings, each with its reason. What is not here has Scrapy's default.

`scrapy crawl news -s NAME=VALUE` overrides any of them for one crawl. This is the one place that reads the
environment; ENVIRONMENT lists what it reads, so that a schedule can hand it on.
"""

from __future__ import annotations

import os

from jjscrape.version import VERSION

ENVIRONMENT = {
    "JJSCRAPE_CONTACT": "how the site's owner can reach whoever runs the crawl; it goes into the User-Agent",
    "JJSCRAPE_LOG_FORMAT": "text or json: how runs write what they tell",
    "JJSCRAPE_METRICS": "a file for Prometheus' node_exporter, written after each run",
    "JJSCRAPE_MIN_FREE": "bytes of the disk that a run leaves free, such as 500M",
    "JJSCRAPE_NOTIFY": "a TOML file with a table [notify], in place of the site file's",
    "JJSCRAPE_SMTP_PASSWORD": "the password for sending mail",
    "JJSCRAPE_WEBHOOK_TOKEN": "sent to the webhook as a bearer token",
}
SECRETS = frozenset({"JJSCRAPE_SMTP_PASSWORD", "JJSCRAPE_WEBHOOK_TOKEN"})
"""What no schedule prints."""


_HANDED_ON = "JJSCRAPE_HANDED_ON"


def given(name: str) -> str:
    """Return the value of one of the variables above, empty where it is not set."""
    assert name in ENVIRONMENT, f"{name} is not in the list of variables that are read"
    return os.environ.get(name, "")


def given_all() -> dict[str, str]:
    """Return those variables that are set, but for secrets."""
    return {name: given(name) for name in ENVIRONMENT if name not in SECRETS and given(name)}


def hand_on(words: str | None) -> None:
    """Leave words to the program that takes this one's place in this process, and to whatever it begins; None: none."""
    if words is None:
        os.environ.pop(_HANDED_ON, None)
    else:
        os.environ[_HANDED_ON] = words


def handed_on() -> str:
    """Return the words that were left, once."""
    return os.environ.pop(_HANDED_ON, "")


def user_agent(contact: str | None) -> str:
    """Return the User-Agent that names the project and whom to write to."""
    reach = " ".join((contact or "").split()) or "not given"
    return f"jjscrape/{VERSION} (research archive of a public website; contact: {reach})"


BOT_NAME = "jjscrape"
SPIDER_MODULES = ["jjscrape.spiders"]
NEWSPIDER_MODULE = "jjscrape.spiders"

# --- Who we are -------------------------------------------------------------------------------------------------
# A site's owner must be able to ask us to stop before blocking us.
JJSCRAPE_CONTACT = given("JJSCRAPE_CONTACT")
USER_AGENT = user_agent(JJSCRAPE_CONTACT)
# The name robots.txt addresses us by: the product token alone, as RFC 9309 wants it.
ROBOTSTXT_USER_AGENT = "jjscrape"

# --- Which site -------------------------------------------------------------------------------------------------
# A bundled name or the path of a TOML file; the spider argument `site` goes before it.
JJSCRAPE_SITE = "jamandjustice"
# Where a copy of the site stands, such as http://127.0.0.1:8900.
JJSCRAPE_BASE_URL = None
# Print what would be asked for instead of asking.
JJSCRAPE_DRY_RUN = False
# Look at everything, and not only at what is due.
JJSCRAPE_FULL = False
# Read every page in full and yield its items. A run makes nothing of them, since the dataset is built from the archive.
JJSCRAPE_ITEMS = True
# Folder for the WARC files; nothing is archived where it is unset, as in `scrapy crawl news -O news.jsonl`.
JJSCRAPE_ARCHIVE_DIR = None
JJSCRAPE_CRAWL_ID = None
# A CDXJ file: payloads it knows are stored as revisits, and what a crawl had before it was interrupted is not asked
# for again.
JJSCRAPE_ARCHIVE_INDEX = None
# A file of what pages of the archive lead to, so that those that need not be asked for need not be read either.
JJSCRAPE_LEADS = None

# --- Politeness -------------------------------------------------------------------------------------------------
# Obeyed by our own middleware (below), which takes a robots.txt that can't be had for a refusal.
ROBOTSTXT_OBEY = True
# Crawl-delay is obeyed up to here; a longer one would make the crawl of a small site take days.
JJSCRAPE_MAX_CRAWL_DELAY = 60.0
# Where robots.txt names no delay: a second from request to request, as an attentive reader might click.
DOWNLOAD_DELAY = 1.0
# A delay is a promise, so it is not varied.
DOWNLOAD_DELAY_JITTER = 0.0
# One request at a time, whatever the host: the second would only make the first slower.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# It would lower a Crawl-delay again; the extension Pace (below) only raises one.
AUTOTHROTTLE_ENABLED = False
# A server that takes long to answer is given as long a rest, but in seconds from request to request no more than this.
JJSCRAPE_SLOWEST_DELAY = 60.0
# We have no session and want none: the site shall look as it does to a new visitor.
COOKIES_ENABLED = False
# We are no visitor whose way through the site matters; this also keeps the site's Referrer-Policy out of it.
REFERER_ENABLED = False

# Seconds between requests to a web archive: its servers answer for the whole web.
JJSCRAPE_IMPORT_DELAY = 1.5

# --- Patience ---------------------------------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 60
RETRY_TIMES = 3
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504, 522, 524]
# Seconds before the first retry, doubled for each further one, unless Retry-After says how long.
JJSCRAPE_RETRY_PAUSE = 5.0
# No pause is longer; where a server asks for more, the crawl ends, and the next run goes on with it.
JJSCRAPE_RETRY_PAUSE_MAX = 300.0
# A retry goes before everything else: the pause before it was for the whole crawl.
RETRY_PRIORITY_ADJUST = 200
# The guard reports what could not be had; a line for each would drown the log.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
# After so many addresses in a row that could not be had, retries included, a page that worked before is asked for: if
# that can't be had either, it is an outage, and the rest can wait for the next run.
JJSCRAPE_OUTAGE_AFTER = 5

# Seconds after the beginning of a crawl that was interrupted within which the next run goes on with it; later the
# site may have changed under it, so that a new one begins.
JJSCRAPE_GO_ON_WITHIN = 24 * 3600

# --- Bounds -----------------------------------------------------------------------------------------------------
# The site file's max_requests, unless this is more than 0.
JJSCRAPE_MAX_REQUESTS = 0
# Bytes received, and seconds; no limit where it is 0.
JJSCRAPE_MAX_BYTES = 0
JJSCRAPE_MAX_TIME = 0
# Addresses in a row that could not be had, retries included; no limit where it is 0. What is wrong with a part of the
# site only is counted and named, and costs a run nothing unless it is told to stop.
JJSCRAPE_MAX_ERRORS_IN_ROW = 0
# Bytes that stay free on the archive's disk: what is written last must still have room, and so must others.
JJSCRAPE_MIN_FREE = 100_000_000
# So many addresses in a row that differ in numbers or tokens only, and bring no new record, are a trap: the others of
# their shape are left. A month archive of three years has more; one that lists nothing new need not be walked through.
JJSCRAPE_TRAP_AFTER = 30
# The site's largest documents are some ten megabytes; Scrapy would take a gigabyte into memory.
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
URLLENGTH_LIMIT = 2083
REDIRECT_MAX_TIMES = 10
# It keeps what waits in few bytes on the disk, asks for each address once and in the same order every time, and goes
# through what the archive can answer for. An address that the disk lost would be missed in silence: it ends the crawl.
SCHEDULER = "jjscrape.crawl.scheduler.DiskScheduler"
# A hundred tasks per response cost more than the parsing they run.
CONCURRENT_ITEMS = 1
# It reads and parses the source code of a callback again for every answer, to warn of what no callback here does.
WARN_ON_GENERATOR_RETURN_VALUE = False

# --- What reaches the spider ------------------------------------------------------------------------------------
# A 403 or 404 is a fact about the site and is counted; the archive has it in any case.
HTTPERROR_ALLOW_ALL = True
# A page that refreshes to another is archived as it is; where it leads is followed like a link.
METAREFRESH_ENABLED = False

# --- Hardening --------------------------------------------------------------------------------------------------
# Both let whoever reaches their port run code in this process.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # and not imported either: see EXTENSIONS
# A certificate that doesn't fit is an unreachable site, not a site to read anyway.
DOWNLOAD_VERIFY_CERTIFICATES = True
# A public name that stands for an address of this machine or of the network behind it is not asked.
TWISTED_DNS_RESOLVER = "jjscrape.crawl.resolving.GuardedResolver"
# A link must not make us read this machine's files, or talk to servers that are no web servers.
DOWNLOAD_HANDLERS = {
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
    # Scrapy's own, which keeps what goes over the wire where JJSCRAPE_ARCHIVE_DIR is set.
    "http": "jjscrape.crawl.archiving.ArchivingDownloadHandler",
    "https": "jjscrape.crawl.archiving.ArchivingDownloadHandler",
}

DOWNLOADER_MIDDLEWARES = {
    # Each of Scrapy's own that ours replaces, or that has nothing to do.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # nobody has a password
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "jjscrape.crawl.scope.ScopeMiddleware": 50,
    "jjscrape.crawl.robots.RobotsMiddleware": 100,
    "jjscrape.crawl.retry.PatientRetry": 550,
    "jjscrape.crawl.decoding.Decoding": 590,
    "jjscrape.crawl.scope.ScopedRedirect": 600,
    # What the archive has is not asked for again; robots.txt and the scope bear on it all the same.
    "jjscrape.crawl.answers.ArchivedAnswers": 880,
    # Nothing may stand between the count and the network.
    "jjscrape.crawl.guard.LimitMiddleware": 890,
}
# Each costs every answer a layer of generators, and has nothing to do here: all statuses are read, no Referer is sent,
# the plan leaves out what is too long, and the spider counts how deep it is.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS = {
    # Switched off above; what it is made of would still be imported, with a second HTTP library.
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    # There is no state to keep: what a crawl had, the archive knows.
    "scrapy.extensions.spiderstate.SpiderState": None,
    "jjscrape.crawl.guard.Guard": 0,
    "jjscrape.crawl.limits.Limits": 3,
    "jjscrape.crawl.page_size.PageSize": 4,
    "jjscrape.crawl.signs.Signs": 5,
    "jjscrape.crawl.progress.Progress": 10,
    "jjscrape.crawl.pace.Pace": 20,
}
ITEM_PIPELINES = {
    "jjscrape.pipelines.dates.DatesPipeline": 100,
    "jjscrape.pipelines.people.PeoplePipeline": 200,
    "jjscrape.pipelines.themes.ThemesPipeline": 300,
    "jjscrape.pipelines.checks.ChecksPipeline": 400,
}

# --- Output -----------------------------------------------------------------------------------------------------
# Names and titles as people write them, not as \u escapes.
FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
# A progress line on a terminal, one line at either end in a log; True or False insists.
JJSCRAPE_PROGRESS = None
