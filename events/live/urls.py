"""During a webinar and after it: the way in, questions, feedback, certificate, materials."""

from django.urls import path

from events.live import after_views as after
from events.live import material_views as materials
from events.live import views as live

JOIN = "webinars/join/<str:token>/"
OWN = "webinars/registration/<str:token>/"

urlpatterns = [
    path(JOIN, live.join_webinar, name="join-webinar"),
    path(f"{JOIN}enter/", live.enter_webinar, name="enter-webinar"),
    path(f"{JOIN}questions/", live.ask_question, name="ask-question"),
    path(f"{JOIN}questions/<int:pk>/", live.vote_question, name="vote-question"),
    path(f"{OWN}feedback/", after.give_feedback, name="give-feedback"),
    path(f"{OWN}introductions/", after.ask_introduction, name="ask-introduction"),
    path(f"{OWN}certificate.pdf", after.download_certificate, name="download-certificate"),
    path(
        "webinars/certificates/<uuid:number>/", after.verify_certificate, name="verify-certificate"
    ),
    path("webinars/materials/<uuid:key>/", materials.download_material, name="download-material"),
]
