import type { OptionalServices } from "../../../shared/platform/optional-services.ts";
import { readDevice, writeDevice } from "../device-storage.ts";
import { plainAddress } from "./plain-address.ts";
import { show } from "./shown.ts";
import type { OnArrival } from "./start.ts";

const refusal = "visits-refused";

/** The person refused on this device, or their browser refuses everywhere (Do Not Track, Global Privacy Control). */
const refused = () =>
  readDevice(refusal) !== null ||
  navigator.doNotTrack === "1" ||
  ("globalPrivacyControl" in navigator && navigator.globalPrivacyControl === true);

/** The box of the page « Données personnelles ». */
const watchRefusal = () => {
  const box = document.getElementById(refusal);
  if (!(box instanceof HTMLInputElement)) return;
  box.checked = refused();
  box.addEventListener("change", () => {
    if (!writeDevice(refusal, box.checked ? "1" : null)) box.checked = refused();
  });
};

/**
 * Tells Matomo of each page, by its HTTP tracking API (developer.matomo.org/api-reference/tracking-api) and without its
 * script: no cookie is set or sent, no visitor or user id, no title, no referrer, no query, no fragment.
 */
export const countVisits = ({ url, site }: NonNullable<OptionalServices["visits"]>, onArrival: OnArrival) => {
  show("visits");
  watchRefusal();
  let last: string | undefined;
  const count = () => {
    const { origin, pathname } = location;
    if (pathname === last || refused()) return;
    last = pathname;
    const visit = {
      idsite: String(site),
      rec: "1",
      apiv: "1",
      send_image: "0",
      url: origin + plainAddress(pathname),
    };
    fetch(`${url}matomo.php`, {
      method: "POST",
      mode: "no-cors",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      keepalive: true,
      body: new URLSearchParams(visit),
      // A visit that cannot be counted (a blocker, a server that is down) is nobody's problem here.
    }).catch(() => {});
  };
  count();
  onArrival(count);
};
