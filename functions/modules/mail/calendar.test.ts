import { describe, expect, test } from "vitest";
import { readCalendar } from "./calendar.ts";
import { read } from "./read.ts";
import { aMultipart } from "./test-kit/raw-mails.ts";

const calendar = (method: string, event: readonly string[], zones: readonly string[] = []) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `METHOD:${method}`,
    ...zones,
    "BEGIN:VEVENT",
    "UID:1@mairie.example",
    "DTSTAMP:20270310T080000Z",
    ...event,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
const card = (event: readonly string[], method = "REQUEST", zones: readonly string[] = []) =>
  readCalendar(calendar(method, event, zones))[0];

/** Paris as Outlook writes it under a name of its own. */
const customZone = (daylightRule = "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3") => [
  "BEGIN:VTIMEZONE",
  "TZID:(UTC+01:00) Bruxelles\\, Copenhague\\, Madrid\\, Paris",
  "BEGIN:STANDARD",
  "DTSTART:16010101T030000",
  "TZOFFSETFROM:+0200",
  "TZOFFSETTO:+0100",
  "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
  "END:STANDARD",
  "BEGIN:DAYLIGHT",
  "DTSTART:16010101T020000",
  "TZOFFSETFROM:+0100",
  "TZOFFSETTO:+0200",
  `RRULE:${daylightRule}`,
  "END:DAYLIGHT",
  "END:VTIMEZONE",
];

describe("an invitation shows its hour in the right zone", () => {
  test.each<[string, string, string, string | null, string[]?]>([
    [
      "an IANA zone in winter",
      "DTSTART;TZID=Europe/Paris:20270316T100000",
      "2027-03-16T09:00:00.000Z",
      "Europe/Paris",
    ],
    [
      "an IANA zone in summer",
      "DTSTART;TZID=Europe/Paris:20270716T100000",
      "2027-07-16T08:00:00.000Z",
      "Europe/Paris",
    ],
    [
      "a Windows name",
      'DTSTART;TZID="Romance Standard Time":20270716T100000',
      "2027-07-16T08:00:00.000Z",
      "Europe/Paris",
    ],
    [
      "La Réunion",
      "DTSTART;TZID=Indian/Reunion:20270716T100000",
      "2027-07-16T06:00:00.000Z",
      "Indian/Reunion",
    ],
    [
      "a vendor's path",
      "DTSTART;TZID=/mozilla.org/20070129_1/Europe/Paris:20270716T100000",
      "2027-07-16T08:00:00.000Z",
      "Europe/Paris",
    ],
    ["UTC", "DTSTART:20270316T090000Z", "2027-03-16T09:00:00.000Z", "UTC"],
    [
      "a name of its own, by its rules",
      'DTSTART;TZID="(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris":20270716T100000',
      "2027-07-16T08:00:00.000Z",
      null,
      customZone().map((line) => line.replaceAll("\\,", ",")),
    ],
    [
      "the hour that a change of clocks skips",
      "DTSTART;TZID=Europe/Paris:20270328T023000",
      "2027-03-28T01:30:00.000Z",
      "Europe/Paris",
    ],
  ])("mail#65 %s", (_, start, expected, zone, zones = []) => {
    expect(card([start, "SUMMARY:Rendez-vous"], "REQUEST", zones)).toMatchObject({
      start: expected,
      timeZone: zone,
      allDay: false,
      method: "invitation",
    });
  });

  test("a time without a zone is said as such, whole days end with their last one", () => {
    expect(card(["DTSTART:20270316T100000", "DURATION:PT1H30M"])).toMatchObject({
      start: "2027-03-16T10:00:00",
      end: "2027-03-16T11:30:00",
      timeZone: null,
    });
    expect(card(["DTSTART;VALUE=DATE:20270316", "DTEND;VALUE=DATE:20270318"])).toMatchObject({
      start: "2027-03-16",
      end: "2027-03-17",
      allDay: true,
    });
    expect(card(["DTSTART;TZID=Europe/Paris:20270316T100000", "DURATION:PT45M"])).toMatchObject({
      end: "2027-03-16T09:45:00.000Z",
    });
  });

  test("the mail's part and its file make one card, and the file is there", async () => {
    const text = calendar("REQUEST", [
      "DTSTART;TZID=Europe/Paris:20270316T100000",
      "DTEND;TZID=Europe/Paris:20270316T110000",
      "SUMMARY:Visite du loge",
      " ment de la rue des Tilleuls",
      "LOCATION:12 rue des Tilleuls\\, Valbrune",
      'ORGANIZER;CN="Service de l’eau":mailto:eau@regie.example',
      "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4",
    ]);
    const mail = await read(
      aMultipart("multipart/mixed", [
        { type: "text/plain; charset=utf-8", body: "Je vous propose une visite." },
        { type: "text/calendar; charset=utf-8; method=REQUEST", body: text },
        { type: "application/ics; name=invite.ics", body: Buffer.from(text) },
      ]),
      { receivedAt: new Date("2027-03-10T08:00:00Z") },
    );
    expect(mail.cards).toEqual([
      {
        is: "calendar",
        method: "invitation",
        summary: "Visite du logement de la rue des Tilleuls",
        start: "2027-03-16T09:00:00.000Z",
        end: "2027-03-16T10:00:00.000Z",
        allDay: false,
        timeZone: "Europe/Paris",
        place: "12 rue des Tilleuls, Valbrune",
        organiser: "Service de l’eau",
        recurrence: "toutes les 2 semaines, le mardi et le jeudi, 4 fois",
      },
    ]);
    expect(mail.files).toMatchObject([
      { role: "calendar", decision: "kept", nameSafe: "invitation.ics" },
      { role: "calendar", decision: "kept", nameSafe: "invite.ics" },
    ]);
    expect(mail.text.trim()).toBe("Je vous propose une visite.");
  });
});

test.each<[string, string[], string]>([
  ["REQUEST", ["SEQUENCE:2"], "update"],
  ["CANCEL", [], "cancellation"],
  ["REPLY", ["ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.example"], "accepted"],
  ["REPLY", ["ATTENDEE;PARTSTAT=DECLINED:mailto:a@x.example"], "declined"],
  ["REPLY", ["ATTENDEE;PARTSTAT=TENTATIVE:mailto:a@x.example"], "tentative"],
  ["PUBLISH", [], "published"],
])("%s %j is %s", (method, lines, expected) => {
  expect(card(["DTSTART:20270316T090000Z", ...lines], method)?.method).toBe(expected);
});

test.each([
  ["FREQ=DAILY", "chaque jour"],
  ["FREQ=DAILY;INTERVAL=3;COUNT=10", "tous les 3 jours, 10 fois"],
  ["FREQ=MONTHLY;BYDAY=2MO", "chaque mois, le deuxième lundi"],
  ["FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "chaque mois, le dernier vendredi"],
  ["FREQ=MONTHLY;BYMONTHDAY=1,15", "chaque mois, le 1er et le 15"],
  ["FREQ=YEARLY;UNTIL=20300101T000000Z", "chaque année, jusqu’au 1er janvier 2030"],
  ["FREQ=SECONDLY", "plusieurs fois"],
])("%s is « %s »", (rule, words) => {
  expect(card(["DTSTART:20270316T090000Z", `RRULE:${rule}`])?.recurrence).toBe(words);
});

describe("what is no calendar, or hostile, leaves the file alone", () => {
  test.each<[string, string]>([
    ["nothing", ""],
    ["prose", "Rendez-vous mardi"],
    ["cut short", calendar("REQUEST", ["DTSTART:20270316T090000Z"]).slice(0, 120)],
    ["too long", calendar("REQUEST", [`DESCRIPTION:${"x".repeat(300_000)}`])],
    [
      "too many lines",
      calendar(
        "REQUEST",
        Array.from({ length: 6000 }, (_, i) => `X-L${i}:x`),
      ),
    ],
  ])("%s", (_, text) => {
    expect(readCalendar(text)).toEqual([]);
  });

  test("a zone whose clocks change every second is not followed", () => {
    const start = performance.now();
    const zones = customZone("FREQ=SECONDLY").map((line) => line.replaceAll("\\,", ","));
    const found = card(
      ['DTSTART;TZID="(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris":20270716T100000'],
      "REQUEST",
      zones,
    );
    expect(found).toMatchObject({ start: "2027-07-16T10:00:00", timeZone: null });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test("a date of another age is left out", () => {
    expect(card(["DTSTART:99990101T000000Z", "SUMMARY:x"])).toMatchObject({
      start: null,
      end: null,
      summary: "x",
    });
  });
});
