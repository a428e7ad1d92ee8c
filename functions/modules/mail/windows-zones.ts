/**
 * Time zones as Windows and Outlook name them, to IANA names: one city for each, the one the CLDR gives for the zone's
 * main territory (unicode.org, windowsZones.xml).
 */
const zones: Readonly<Record<string, string>> = {
  "romance standard time": "Europe/Paris",
  "w. europe standard time": "Europe/Berlin",
  "central europe standard time": "Europe/Budapest",
  "central european standard time": "Europe/Warsaw",
  "gmt standard time": "Europe/London",
  "greenwich standard time": "Atlantic/Reykjavik",
  "e. europe standard time": "Europe/Chisinau",
  "fle standard time": "Europe/Kiev",
  "gtb standard time": "Europe/Bucharest",
  "turkey standard time": "Europe/Istanbul",
  "russian standard time": "Europe/Moscow",
  "morocco standard time": "Africa/Casablanca",
  "w. central africa standard time": "Africa/Lagos",
  "south africa standard time": "Africa/Johannesburg",
  "egypt standard time": "Africa/Cairo",
  "e. africa standard time": "Africa/Nairobi",
  "israel standard time": "Asia/Jerusalem",
  "arab standard time": "Asia/Riyadh",
  "arabian standard time": "Asia/Dubai",
  "iran standard time": "Asia/Tehran",
  "india standard time": "Asia/Calcutta",
  "se asia standard time": "Asia/Bangkok",
  "singapore standard time": "Asia/Singapore",
  "china standard time": "Asia/Shanghai",
  "tokyo standard time": "Asia/Tokyo",
  "korea standard time": "Asia/Seoul",
  "mauritius standard time": "Indian/Mauritius",
  "aus eastern standard time": "Australia/Sydney",
  "central pacific standard time": "Pacific/Guadalcanal",
  "new zealand standard time": "Pacific/Auckland",
  "hawaiian standard time": "Pacific/Honolulu",
  "pacific standard time": "America/Los_Angeles",
  "mountain standard time": "America/Denver",
  "us mountain standard time": "America/Phoenix",
  "central standard time": "America/Chicago",
  "eastern standard time": "America/New_York",
  "atlantic standard time": "America/Halifax",
  "sa western standard time": "America/La_Paz",
  "sa eastern standard time": "America/Cayenne",
  "saint pierre standard time": "America/Miquelon",
  "e. south america standard time": "America/Sao_Paulo",
  "argentina standard time": "America/Buenos_Aires",
  "azores standard time": "Atlantic/Azores",
  utc: "UTC",
  "customized time zone": "",
};

/** The IANA name of a zone as a calendar writes it, `/vendor/2024/Europe/Paris` included; undefined when unknown. */
export function ianaZone(id: string): string | undefined {
  const named = zones[id.trim().toLowerCase()];
  if (named !== undefined) return named === "" ? undefined : named;
  const tail = id
    .trim()
    .slice(0, 200)
    .split("/")
    .filter((piece) => piece !== "");
  for (const size of [3, 2, 1]) {
    const name = tail.slice(-size).join("/");
    if (/^[A-Za-z]/.test(name) && isZone(name)) return name;
  }
  return undefined;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    // `RangeError`: no such zone, which is the answer.
    return false;
  }
}

/** The instant at which clocks of a zone show this local time; one that never comes is moved on, as clocks are. */
export function instantIn(
  timeZone: string,
  local: { year: number; month: number; day: number; hour: number; minute: number; second: number },
): Date {
  const wanted = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
  const first = wanted - offsetAt(timeZone, wanted);
  return new Date(wanted - offsetAt(timeZone, first));
}

/** Milliseconds that a zone is ahead of UTC at an instant. */
function offsetAt(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
    read("second"),
  );
  return shown - Math.floor(at / 1000) * 1000;
}
