from django import template

from profiles.accounts.devices import device

register = template.Library()
register.filter("device", device)
