"""wapiti, which attacks the addresses that it is given and the forms on their pages, and follows no further link.

Run by the Python that has wapiti. By itself it would follow thousands of links to pages that are the same but for the
thing they show, in the order of the alphabet, and never come to the end of them.
"""

import sys

from wapitiCore.main.wapiti import wapiti_asyncio_wrapper
from wapitiCore.net.explorer import Explorer

_all_links = Explorer.extract_links
Explorer.extract_links = lambda *page: [each for each in _all_links(*page) if each.method == "POST"]
sys.exit(wapiti_asyncio_wrapper())
