"""Every address of the site × every role of the cast: what each is answered.

A new address fails `test_every_address_is_in_the_table` until it has its line here:

    "app:verb-noun keyword=name": ("GET", "POST"),

`name` is a value of `tests.helpdesk.access.World`. An answer is one status for everybody, or six:
anonymous, charlie, viewer, editor, owner, staff. POST sends an empty form: 422 is said to somebody
who may, 404 or 403 to somebody who may not, 302 to whoever has to sign in first (or went through).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation

from tests.helpdesk.access import ROLES, World

TABLE: dict[str, tuple[str, str]] = {
    "healthz": ("200", "200"),
    "readyz": ("200", "200"),
    "robots": ("200", "200"),
    "show-logo name=logo": ("404", "404"),
    "choose-language": ("302", "302"),
    "helpdesk:show-home": ("200", "200"),
    "helpdesk:show-about": ("200", "200"),
    "helpdesk:show-accessibility": ("200", "200"),
    "helpdesk:show-privacy": ("200", "200"),
    "profiles:list-profiles": ("200", "200"),
    "profiles:show-profile pk=profile slug=slug": ("200", "200"),
    "profiles:show-contact pk=profile": ("200", "200"),
    "profiles:unsubscribe token=mail_token": ("200", "200"),
    "profiles:show-account": ("302 200 200 200 200 200", "302 200 200 200 200 200"),
    "profiles:edit-account": ("302 200 200 200 200 200", "302 200 200 200 200 200"),
    "profiles:end-session pk=nobody": ("302 405 405 405 405 405", "302 404 404 404 404 404"),
    "profiles:edit-profile pk=profile": ("302 404 200 200 200 200", "302 404 200 200 200 200"),
    "profiles:edit-section pk=profile section=section": (
        "302 404 403 200 200 403",
        "302 404 403 422 422 403",
    ),
    "profiles:submit-profile pk=profile": ("302 405 405 405 405 405", "302 404 403 302 302 403"),
    "profiles:take-back-profile pk=profile": ("302 405 405 405 405 405", "302 404 403 302 302 403"),
    "profiles:discard-changes pk=profile": ("302 405 405 405 405 405", "302 404 403 302 302 403"),
    "profiles:preview-profile pk=profile": ("302 404 200 200 200 200", "302 404 200 200 200 200"),
    "profiles:upload-logo pk=profile": ("302 405 405 405 405 405", "302 404 403 302 302 403"),
    "profiles:list-organisations": ("302 200 200 200 200 200", "302 200 200 200 200 200"),
    "profiles:register-organisation": ("302 200 200 200 200 200", "302 422 422 422 422 422"),
    "profiles:request-membership pk=profile": (
        "302 200 302 302 302 200",
        "302 422 302 302 302 422",
    ),
    "profiles:request-take-over pk=profile": ("302 200 200 200 302 200", "302 422 422 422 302 422"),
    "profiles:show-team pk=profile": ("302 404 200 200 200 200", "302 404 200 200 200 200"),
    "profiles:leave-team pk=profile": ("302 404 200 200 200 404", "302 404 302 302 302 404"),
    "profiles:change-role pk=profile member=member": (
        "302 405 405 405 405 405",
        "302 404 403 403 302 403",
    ),
    "profiles:remove-member pk=profile member=member": (
        "302 404 403 403 200 403",
        "302 404 403 403 302 403",
    ),
    "profiles:hand-over-team pk=profile member=member": (
        "302 404 403 403 200 403",
        "302 404 403 403 302 403",
    ),
    "profiles:invite-person pk=profile": ("302 405 405 405 405 405", "302 404 403 403 422 403"),
    "profiles:resend-invitation pk=profile letter=letter": (
        "302 405 405 405 405 405",
        "302 404 403 403 302 403",
    ),
    "profiles:withdraw-invitation pk=profile letter=letter": (
        "302 405 405 405 405 405",
        "302 404 403 403 302 403",
    ),
    "profiles:accept-request pk=profile asked=wish": (
        "302 405 405 405 405 405",
        "302 404 403 403 422 422",
    ),
    "profiles:decline-request pk=profile asked=wish": (
        "302 405 405 405 405 405",
        "302 404 403 403 422 422",
    ),
    "profiles:withdraw-request pk=wish": ("302 405 405 405 405 405", "302 404 404 404 404 404"),
    "profiles:accept-invitation token=unknown": ("404", "404"),
    "profiles:answer-invitation pk=letter": ("302 405 405 405 405 405", "302 404 404 404 404 404"),
    "profiles:show-my-data": ("302 200 200 200 200 200", "302 405 405 405 405 405"),
    "profiles:choose-consent": ("302 405 405 405 405 405", "302 422 422 422 422 422"),
    "profiles:choose-mails": ("302 405 405 405 405 405", "302"),
    "profiles:export-my-data": ("302 200 200 200 200 302", "302 405 405 405 405 405"),
    "profiles:read-my-data": ("302 200 200 200 200 302", "302 405 405 405 405 405"),
    "profiles:erase-my-account": ("302 200 200 200 200 302", "302 200 200 200 200 302"),
    "profiles:confirm-profile token=confirm_token": ("200", "302"),
    "profiles:confirm-organisation pk=profile": (
        "302 405 405 405 405 405",
        "302 404 403 302 302 403",
    ),
    "matching:list-suggestions pk=profile": ("200", "200"),
    "matching:try-changes pk=profile": ("302 403 403 200 200 200", "302 403 403 200 200 200"),
    "matching:show-pair europe=europe japan=japan": ("200", "200"),
    "matching:give-verdict europe=europe japan=japan": (
        "302 405 405 405 405 405",
        "302 403 403 422 422 422",
    ),
    "matching:block-pair europe=europe japan=japan": (
        "302 405 405 405 405 405",
        "302 403 403 422 422 422",
    ),
    "matching:unblock-pair europe=europe japan=japan": (
        "302 405 405 405 405 405",
        "302 403 403 302 302 302",
    ),
    "matching:list-runs": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "matching:start-run": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "matching:show-run pk=run": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "matching:cancel-run pk=run": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "matching:list-weights": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "matching:learn-weights": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "matching:try-weights": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "matching:save-weights": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "matching:show-weights pk=weights": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "matching:adopt-weights pk=weights": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "desk:show-desk": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:list-mails": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:show-mail pk=mail": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:send-mail-again pk=mail": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "desk:cancel-mail pk=mail": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "desk:list-reviews": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:show-review pk=revision": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:start-review pk=revision": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "desk:take-over-review pk=revision": ("302 405 405 405 405 405", "302 403 403 403 403 409"),
    "desk:release-review pk=revision": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "desk:approve-review pk=revision": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "desk:request-changes pk=revision": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "desk:reject-review pk=revision": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "desk:list-requests": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:decide-request pk=take_over": ("302 403 403 403 403 200", "302 403 403 403 403 422"),
    "desk:list-profiles": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:show-profile-record pk=profile": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:archive-profile pk=profile": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "desk:bring-back-profile pk=profile": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "desk:trust-profile pk=profile": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "desk:distrust-profile pk=profile": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "desk:list-purges": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:list-unconfirmed": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:confirm-on-behalf pk=profile": ("302 403 403 403 403 200", "302 403 403 403 403 422"),
    "desk:remind-again pk=profile": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "desk:import-profiles": ("302 403 403 403 403 200", "302 403 403 403 403 422"),
    "desk:download-template": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:show-import pk=import": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "desk:run-import pk=import": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "desk:export-profiles": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "account_login": ("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "account_logout": ("302 200 200 200 200 200", "302"),
    "account_inactive": ("200", "405"),
    "account_signup": ("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "account_reauthenticate": ("302 403 403 403 403 302", "302 403 403 403 403 302"),
    "account_email": ("302 200 200 200 200 200", "302"),
    "account_email_verification_sent": ("200", "405"),
    "account_change_password": ("302", "302"),
    "account_set_password": ("302 200 200 200 200 200", "302 200 200 200 200 200"),
    "account_reset_password": ("200", "200"),
    "account_confirm_login_code": ("302", "302"),
    "account_confirm_email key=unknown": ("200", "404"),
    "account_reset_password_from_key_done": ("200", "405"),
    "account_reset_password_from_key uidb36=unknown key=unknown": ("200", "200"),
    "account_reset_password_done": ("200", "405"),
    "account_request_login_code": ("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "mfa_index": ("302 200 200 200 200 200", "302 405 405 405 405 405"),
    "mfa_authenticate": ("302", "302"),
    "mfa_reauthenticate": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "mfa_activate_totp": ("302 200 200 200 200 302", "302 200 200 200 200 302"),
    "mfa_deactivate_totp": ("302 404 404 404 404 302", "302 404 404 404 404 302"),
    "mfa_view_recovery_codes": ("302 404 404 404 404 404", "302 405 405 405 405 405"),
    "mfa_generate_recovery_codes": ("302 200 200 200 200 302", "302 200 200 200 200 302"),
    "mfa_download_recovery_codes": ("302 404 404 404 404 404", "302 404 404 404 404 404"),
    "mfa_list_webauthn": ("302 200 200 200 200 200", "302 405 405 405 405 405"),
    "mfa_add_webauthn": ("302 200 200 200 200 302", "302 200 200 200 200 302"),
    "mfa_reauthenticate_webauthn": ("302 403 403 403 403 302", "302 403 403 403 403 302"),
    "mfa_remove_webauthn pk=nobody": ("302 404 404 404 404 302", "302 404 404 404 404 302"),
    "mfa_edit_webauthn pk=nobody": ("302 404 404 404 404 302", "302 404 404 404 404 302"),
    "mfa_login_webauthn": ("302", "302"),
    "introductions:request-introduction europe=europe japan=japan": (
        "302 404 403 302 302 403",
        "302 404 403 302 302 403",
    ),
    "introductions:propose-introduction europe=europe japan=japan": (
        "302 403 403 403 403 302",
        "302 403 403 403 403 302",
    ),
    "introductions:list-introductions": ("302 200 200 200 200 200", "302 405 405 405 405 405"),
    "introductions:show-introduction pk=asked": (
        "302 404 200 200 200 200",
        "302 405 405 405 405 405",
    ),
    "introductions:accept-introduction pk=asked": (
        "302 405 405 405 405 405",
        "302 404 403 422 422 403",
    ),
    "introductions:decline-introduction pk=asked": (
        "302 405 405 405 405 405",
        "302 404 403 302 302 403",
    ),
    "introductions:withdraw-introduction pk=asked": (
        "302 405 405 405 405 405",
        "302 404 403 403 403 403",
    ),
    "introductions:change-contact pk=met": ("302 405 405 405 405 405", "302 404 403 422 422 403"),
    "introductions:ask-broker pk=asked": ("302 405 405 405 405 405", "302 404 403 422 422 403"),
    "introductions:answer-outcome pk=met": ("302 405 405 405 405 405", "302 404 403 422 422 403"),
    "introductions:ask-introduction pk=asked": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 422",
    ),
    "introductions:decline-request pk=asked": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 422",
    ),
    "introductions:close-introduction pk=met": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 422",
    ),
    "introductions:end-rest pk=asked": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "introductions:assign-broker pk=asked": ("302 405 405 405 405 405", "302 403 403 403 403 422"),
    "introductions:answer-question pk=asked party=party": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 422",
    ),
    "introductions:answer-by-link token=unknown": ("404", "404"),
    "introductions:answer-outcome-by-link token=unknown": ("404", "404"),
    "introductions:show-board": ("302 403 403 403 403 200", "302 405 405 405 405 405"),
    "introductions:show-conversation pk=met": (
        "302 404 200 200 200 200",
        "302 404 405 405 405 405",
    ),
    "introductions:show-conversation-by-link token=unknown": ("404", "404"),
    "introductions:write-message pk=met": ("302 404 405 405 405 405", "302 404 403 422 422 422"),
    "introductions:write-message-by-link token=unknown": ("404", "404"),
    "introductions:write-privately pk=met": ("302 404 405 405 405 405", "302 404 403 422 422 302"),
    "introductions:write-privately-by-link token=unknown": ("404", "404"),
    "introductions:download-file pk=met key=file": (
        "302 404 200 200 200 200",
        "302 404 405 405 405 405",
    ),
    "introductions:download-file-by-link token=unknown key=file": ("404", "404"),
    "introductions:translate-message pk=met message=message": (
        "302 404 405 405 405 405",
        "302 404 403 403 403 422",
    ),
    "introductions:plan-meeting pk=met": ("302 404 200 200 200 200", "302 404 405 405 405 405"),
    "introductions:plan-meeting-by-link token=unknown": ("404", "404"),
    "introductions:start-meeting pk=met": ("302 404 405 405 405 405", "302 404 403 422 422 422"),
    "introductions:start-meeting-by-link token=unknown": ("404", "404"),
    "introductions:mark-availability pk=met": (
        "302 404 405 405 405 405",
        "302 404 403 404 404 404",
    ),
    "introductions:mark-availability-by-link token=unknown": ("404", "404"),
    "introductions:agree-meeting pk=met": ("302 404 405 405 405 405", "302 404 403 404 404 404"),
    "introductions:agree-meeting-by-link token=unknown": ("404", "404"),
    "introductions:edit-meeting pk=met": ("302 404 405 405 405 405", "302 404 403 404 404 404"),
    "introductions:edit-meeting-by-link token=unknown": ("404", "404"),
    "introductions:reopen-meeting pk=met": ("302 404 405 405 405 405", "302 404 403 404 404 404"),
    "introductions:reopen-meeting-by-link token=unknown": ("404", "404"),
    "introductions:cancel-meeting pk=met": ("302 404 405 405 405 405", "302 404 403 404 404 404"),
    "introductions:cancel-meeting-by-link token=unknown": ("404", "404"),
    "introductions:set-hours pk=met": ("302 404 405 405 405 405", "302 404 403 302 302 404"),
    "introductions:set-hours-by-link token=unknown": ("404", "404"),
    "introductions:download-invitation pk=met": (
        "302 404 404 404 404 404",
        "302 404 405 405 405 405",
    ),
    "introductions:download-invitation-by-link token=unknown": ("404", "404"),
    "partnerships:list-partnerships": ("200", "200"),
    "partnerships:list-my-partnerships": ("302 200 200 200 200 200", "302 200 200 200 200 200"),
    "partnerships:show-partnership pk=partnership": (
        "404 404 200 200 200 200",
        "404 404 200 200 200 200",
    ),
    "partnerships:report-activity pk=partnership": (
        "302 404 403 200 200 200",
        "302 404 403 200 200 200",
    ),
    "partnerships:propose-update pk=partnership": (
        "302 404 403 200 200 200",
        "302 404 403 200 200 200",
    ),
    "partnerships:download-document key=document": (
        "404 404 200 200 200 200",
        "404 404 200 200 200 200",
    ),
    "partnerships:show-board": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "partnerships:register-partnership": ("302 403 403 403 403 200", "302 403 403 403 403 422"),
    "partnerships:edit-partnership pk=partnership": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 422",
    ),
    "partnerships:plan-next-action pk=partnership": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 200",
    ),
    "partnerships:amend-partnership pk=partnership": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 200",
    ),
    "partnerships:withdraw-amendment pk=amendment": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 302",
    ),
    "partnerships:remove-activity pk=activity": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 302",
    ),
    "partnerships:add-document pk=partnership": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 422",
    ),
    "partnerships:remove-document key=document": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 302",
    ),
    "partnerships:add-signatory pk=partnership": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 200",
    ),
    "partnerships:add-goal pk=partnership": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "partnerships:reach-goal pk=goal": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "partnerships:found-partnership pk=met": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "events:list-webinars": ("200", "200"),
    "events:show-month year=year month=month": ("200", "200"),
    "events:show-webinar pk=webinar slug=webinar_slug": ("200", "200"),
    "events:show-series slug=series": ("200", "200"),
    "events:show-series-feed slug=series": ("200", "200"),
    "events:show-feed": ("200", "200"),
    "events:show-atom": ("200", "200"),
    "events:download-entry pk=webinar": ("200", "200"),
    "events:embed-webinars": ("200", "200"),
    "events:show-subscriptions": ("200", "200"),
    "events:show-speaker pk=nobody": ("404", "404"),
    "events:list-my-registrations": ("302 200 200 200 200 200", "302 405 405 405 405 405"),
    "events:register-webinar pk=webinar": ("200", "422"),
    "events:check-mailbox pk=webinar": ("200", "405"),
    "events:confirm-registration token=own_token": ("302", "302"),
    "events:show-registration token=own_token": ("200", "405"),
    "events:edit-registration token=own_token": ("200", "422"),
    "events:cancel-registration token=own_token": ("200", "302"),
    "events:accept-seat token=own_token": ("405", "302"),
    "events:choose-registration-consents token=own_token": ("405", "422"),
    "events:download-own-entry token=own_token": ("200", "405"),
    "events:list-participants token=own_token": ("404", "405"),
    "events:export-registration token=own_token": ("200", "405"),
    "events:erase-registration token=own_token": ("200", "302"),
    "events:list-desk-webinars": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 200",
    ),
    "events:create-webinar": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 422",
    ),
    "events:list-series": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "events:edit-series pk=series_number": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 422",
    ),
    "events:remove-series pk=series_number": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 302",
    ),
    "events:edit-webinar pk=webinar": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 422",
    ),
    "events:edit-webinar-texts pk=webinar": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 422",
    ),
    "events:edit-webinar-subjects pk=webinar": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 409",
    ),
    "events:preview-webinar pk=webinar": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 200",
    ),
    "events:move-webinar pk=webinar": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 302",
    ),
    "events:cancel-webinar pk=webinar": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 422",
    ),
    "events:copy-webinar pk=webinar": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 422",
    ),
    "events:list-items pk=webinar kind=parts": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 200",
    ),
    "events:add-item pk=webinar kind=parts": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 422",
    ),
    "events:edit-item pk=webinar kind=parts item=speaker": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 422",
    ),
    "events:remove-item pk=webinar kind=parts item=speaker": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 302",
    ),
    "events:move-item pk=webinar kind=parts item=speaker way=up": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 302",
    ),
    "events:paste-chapters pk=webinar": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 422",
    ),
    "events:list-registrations pk=webinar": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "events:change-registrations pk=webinar": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 422",
    ),
    "events:export-registrations pk=webinar": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 200",
    ),
    "events:check-in pk=webinar": ("302 403 403 403 403 200", "302 403 403 403 403 302"),
    "events:show-attendee pk=registration": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "events:change-attendee pk=registration": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 422",
    ),
    "events:correct-attendee pk=registration": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 422",
    ),
    "events:import-attendance pk=webinar": ("302 403 403 403 403 200", "302 403 403 403 403 422"),
    "events:show-attendance-file pk=attendance": (
        "302 403 403 403 403 200",
        "302 403 403 403 403 200",
    ),
    "events:apply-attendance pk=attendance": (
        "302 405 405 405 405 405",
        "302 403 403 403 403 302",
    ),
    "events:join-webinar token=join_token": ("200", "405"),
    "events:enter-webinar token=join_token": ("405", "302"),
    "events:ask-question token=join_token": ("405", "422"),
    "events:vote-question token=join_token pk=question": ("405", "302"),
    "events:give-feedback token=own_token": ("200", "200"),
    "events:ask-introduction token=own_token": ("200", "422"),
    "events:download-certificate token=own_token": ("404", "405"),
    "events:verify-certificate number=certificate": ("404", "405"),
    "events:download-material key=material": ("200", "405"),
    "events:moderate-questions pk=webinar": (
        "302 403 403 403 403 200",
        "302 405 405 405 405 405",
    ),
    "events:move-question pk=question": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "events:write-circular pk=webinar": ("302 403 403 403 403 200", "302 403 403 403 403 422"),
    "events:show-circular pk=circular": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "events:edit-circular pk=circular": ("302 403 403 403 403 200", "302 403 403 403 403 422"),
    "events:try-circular pk=circular": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "events:send-circular pk=circular": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "events:list-follow-ups": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "events:move-interest pk=interest": ("302 405 405 405 405 405", "302 403 403 403 403 302"),
    "events:show-statistics pk=webinar": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "events:show-all-statistics": ("302 403 403 403 403 200", "302 403 403 403 403 200"),
    "usersessions_list": ("302 200 200 200 200 200", "302"),
}
"""Staff has to prove a second factor again before it is changed: 302. The logo has no file."""


def addresses(resolver: URLResolver, names: str = "") -> Iterator[str]:
    """The name of every address below; those without one are the language's own prefixes."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern, names + namespace)
        else:
            yield f"{names}{pattern.name}"


def area_of(row: str) -> str:
    """`desk` for `desk:show-review`, `mfa` for `mfa_index`, "" for the rest."""
    name = row.partition(" ")[0]
    return name.partition(":")[0] if ":" in name else name.rpartition("_")[0].partition("_")[0]


AREAS = sorted({area_of(row) for row in TABLE})


def test_every_address_is_in_the_table() -> None:
    listed = [row.partition(" ")[0] for row in TABLE]
    assert sorted(listed) == sorted(set(addresses(get_resolver())))


@pytest.mark.parametrize("area", AREAS)
def test_who_may_go_where(area: str, db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    rows = [row for row in TABLE if area_of(row) == area]
    with translation.override("en"):
        world = World()
        found = {row: (answers(world, row, "get"), answers(world, row, "post")) for row in rows}
    assert found == {row: TABLE[row] for row in rows}


def answers(world: World, row: str, method: str) -> str:
    """What each role gets; whatever the request did is taken back before the next."""
    name, *keywords = row.split()
    pairs = (keyword.split("=") for keyword in keywords)
    with translation.override("en"):
        url = reverse(name, kwargs={key: world.values[value] for key, value in pairs})
    codes = []
    for role in ROLES:
        with transaction.atomic():
            response = getattr(world.browser(role), method)(url)
            if response.streaming:
                list(response)  # to its end, so that the file is closed
            codes.append(str(response.status_code))
            transaction.set_rollback(True)
    return codes[0] if len(set(codes)) == 1 else " ".join(codes)
