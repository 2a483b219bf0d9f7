// The hours of webinars on the reader's own clock, beside those of both sides: for readers without
// an account, of whom only their browser knows where they are. Where its clock reads like one of
// those shown, there is nothing to add.

const page = document.documentElement.lang;
const language = page === "en" ? "en-GB" : page; // the day before the month, as in all our dates
const written = (options) => new Intl.DateTimeFormat(language, options);
const hours = written({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const days = written({ weekday: "short", day: "numeric", month: "short" });
const zones = written({ timeZoneName: "short" });

const zoneAt = (moment) => zones.formatToParts(moment).find((part) => part.type === "timeZoneName").value;
const two = (number) => String(number).padStart(2, "0");
const dateOf = (moment) => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;

function told(start, end, firstDay) {
  const here = zoneAt(start), there = zoneAt(end);
  let text = dateOf(start) === firstDay ? "" : `${days.format(start)} `;
  text += hours.format(start);
  if (end > start) {
    const nextDay = dateOf(start) === dateOf(end) ? "" : `${days.format(end)}${language === "ja" ? "" : ", "}`;
    text += `${here === there ? "" : ` ${here}`}–${nextDay}${hours.format(end)}`;
  }
  return `${text} ${there}`;
}

function show(line) {
  const time = line.querySelector("time");
  const start = new Date(time.dateTime);
  const minutes = -start.getTimezoneOffset();
  if (line.dataset.shown.split(" ").map(Number).includes(minutes)) return;
  time.textContent = told(start, new Date(time.dataset.ends), line.dataset.day);
  line.hidden = false;
}

const showAll = () => document.querySelectorAll("[data-own-clock][hidden]").forEach(show);
showAll();
document.addEventListener("htmx:afterSwap", showAll); // a filtered list comes without it
