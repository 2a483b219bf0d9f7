"""The desk's pages for making webinars; under `desk/webinars/`."""

from django.urls import path

from events.editor import item_views, list_views, move_views, series_views, views

OWN = "desk/webinars/<int:pk>/"
PARTS = f"{OWN}parts/<slug:kind>/"

urlpatterns = [
    path("desk/webinars/", list_views.list_desk_webinars, name="list-desk-webinars"),
    path("desk/webinars/new/", list_views.create_webinar, name="create-webinar"),
    path("desk/webinars/series/", series_views.list_series, name="list-series"),
    path("desk/webinars/series/<int:pk>/", series_views.edit_series, name="edit-series"),
    path("desk/webinars/series/<int:pk>/remove/", series_views.remove_series, name="remove-series"),
    path(OWN, views.edit_webinar, name="edit-webinar"),
    path(f"{OWN}texts/", views.edit_webinar_texts, name="edit-webinar-texts"),
    path(f"{OWN}subjects/", views.edit_webinar_subjects, name="edit-webinar-subjects"),
    path(f"{OWN}preview/", list_views.preview_webinar, name="preview-webinar"),
    path(f"{OWN}move/", move_views.move_webinar, name="move-webinar"),
    path(f"{OWN}cancel/", move_views.cancel_webinar, name="cancel-webinar"),
    path(f"{OWN}copy/", move_views.copy_webinar, name="copy-webinar"),
    path(f"{OWN}parts/chapters/paste/", item_views.paste_chapters, name="paste-chapters"),
    path(PARTS, item_views.list_items, name="list-items"),
    path(f"{PARTS}add/", item_views.add_item, name="add-item"),
    path(f"{PARTS}<int:item>/", item_views.edit_item, name="edit-item"),
    path(f"{PARTS}<int:item>/remove/", item_views.remove_item, name="remove-item"),
    path(f"{PARTS}<int:item>/<slug:way>/", item_views.move_item, name="move-item"),
]
