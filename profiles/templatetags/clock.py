from django import template

from profiles.clock import both_clocks

register = template.Library()
register.filter("both_clocks", both_clocks)
