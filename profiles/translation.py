"""Which names of the vocabulary exist once per interface language."""

from modeltranslation.translator import TranslationOptions, register

from profiles.models import CooperationType, Place, Sector, TargetArea, Topic, TopicGroup


@register([CooperationType, Place, TargetArea, Topic, TopicGroup])
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register(Sector)
class SectorTranslation(TranslationOptions):
    fields = ("name", "description")
