from django import template

from profiles.phones import show_phone

register = template.Library()
register.filter("phone", show_phone)
