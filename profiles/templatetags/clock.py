from django import template

from profiles.clock import both_clocks, whole_date

register = template.Library()
register.filter("both_clocks", both_clocks)
register.filter("whole_date", whole_date)
