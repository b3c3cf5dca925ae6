"""What the templates of a report need to know of it."""

from django import template

from reporting.queries.report_page import section_page

register = template.Library()
register.simple_tag(section_page)
