"""Whose web address or mailbox a domain is: the part that an organisation has registered."""

from typing import Final

SHARED_DOMAINS: Final = """
126.com 163.com aol.com arcor.de au.com biglobe.ne.jp bluewin.ch docomo.ne.jp email.cz
example.com example.net example.org ezweb.ne.jp facebook.com free.fr freemail.hu freenet.de
gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net google.com googlemail.com hotmail.co.jp
hotmail.com hotmail.de hotmail.fr hotmail.it icloud.com inbox.lt interia.pl jimdofree.com
laposte.net libero.it linkedin.com live.com live.de live.fr live.jp mac.com mail.com mail.de
mail.ru mailbox.org me.com mineo.jp msn.com nifty.com o2.pl onet.pl orange.fr outlook.com
outlook.de outlook.es outlook.fr outlook.jp pm.me posteo.de proton.me protonmail.ch
protonmail.com qq.com rambler.ru sapo.pt seznam.cz sfr.fr softbank.jp softbank.ne.jp t-online.de
telefonica.net tiscali.it tuta.com tutanota.com twitter.com ukr.net virgilio.it wanadoo.fr
web.de wixsite.com wordpress.com wp.pl x.com xing.com yahoo.co.jp yahoo.com yahoo.de yahoo.es
yahoo.fr yahoo.it yandex.com yandex.ru ymail.com youtube.com zoho.com
"""
COMMON: Final = frozenset(SHARED_DOMAINS.split())
"""Free mail providers and platforms: who is there together has nothing else in common."""

REGISTRIES: Final = """
ac.at ac.be ac.jp ac.uk ad.jp asso.fr co.at co.hu co.jp co.uk com.cy com.es com.gr com.hr com.mt
com.pl com.pt com.ro ed.jp edu.es edu.gr edu.it edu.pl edu.pt go.jp gob.es gouv.fr gov.bg gov.cy
gov.cz gov.ee gov.gr gov.hu gov.ie gov.it gov.lt gov.lv gov.mt gov.pl gov.pt gov.ro gov.si
gov.sk gov.uk gr.jp gv.at ne.jp nom.es or.at or.jp org.es org.pl org.pt org.uk
"""
SECOND_LEVEL: Final = frozenset(REGISTRIES.split())
"""Registries whose members come one label before these."""
LOCAL_GOVERNMENT: Final = "lg.jp"
"""`pref.fukushima.lg.jp` and `city.fukushima.lg.jp` are two: two labels come before this one."""


def own_domain(host: str) -> str:
    """`cluster.org` for `mail.cluster.org`; empty for what belongs to many."""
    labels = host.strip().strip(".").casefold().removeprefix("www.").split(".")
    if len(labels) < 2 or not all(labels):  # noqa: PLR2004 - a domain has a dot
        return ""
    registry = ".".join(labels[-2:])
    kept = 4 if registry == LOCAL_GOVERNMENT else 3 if registry in SECOND_LEVEL else 2
    domain = ".".join(labels[-kept:])
    return "" if domain in COMMON or domain in SECOND_LEVEL or registry in COMMON else domain


def domain_of_address(email: str) -> str:
    return own_domain(email.rpartition("@")[2])
