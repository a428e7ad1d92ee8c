import { type RunningService, startSearchedService } from "../searched-service.ts";
import { type LocalTown, streets, towns } from "./places.ts";

/**
 * The national address service on this machine: `GET /geocodage/search` of the Géoplateforme (data.geopf.fr), with its
 * GeoJSON, its 400 under three characters, its 429 with `retry-after`, and switches to make it fail.
 */
export const startAddressService = (options: { port: number; host: string }): Promise<RunningService> =>
  startSearchedService(
    {
      name: "address service",
      path: "/geocodage/search",
      says: {
        unknown: { status: 404, body: { message: "Not found" } },
        limited: { status: 429, body: { message: "Too many requests" }, headers: { "retry-after": "5" } },
        error500: { status: 500, body: { message: "Internal server error" } },
        garbled: { status: 200, body: { features: "douze" } },
      },
      search: (asked) => {
        const q = (asked.get("q") ?? "").trim();
        return q.length < 3
          ? { status: 400, body: { code: 400, message: "q must contain between 3 and 200 chars" } }
          : { status: 200, body: { type: "FeatureCollection", features: search(q, asked), query: q } };
      },
    },
    options,
  );

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();

/** Every word typed begins a word of the text: what completing does. */
const completes = (text: string, typed: string) => {
  const words = plain(text).split(" ");
  return plain(typed)
    .split(" ")
    .every((begun) => words.some((word) => word.startsWith(begun)));
};

const search = (q: string, asked: URLSearchParams) => {
  const type = asked.get("type");
  const limit = Number(asked.get("limit") ?? 5);
  const [postcode, citycode] = [asked.get("postcode"), asked.get("citycode")];
  const here = towns.filter(
    (town) => (!postcode || town.postcode === postcode) && (!citycode || town.citycode === citycode),
  );
  if (type === "municipality") {
    return here
      .filter(({ name, postcode: code }) => completes(`${code} ${name}`, q))
      .slice(0, limit)
      .map((town) => feature("municipality", town.name, town));
  }
  const [, number, rest = q] = /^(\d{1,4}(?:\s?(?:bis|ter))?)[\s,]+(.+)$/i.exec(q) ?? [];
  const found = [];
  for (const town of here)
    for (const street of streets) {
      if (!completes(`${street} ${town.postcode} ${town.name}`, rest)) continue;
      const name = number ? `${number} ${street}` : street;
      found.push(feature(number ? "housenumber" : "street", name, town));
      if (found.length >= limit) return found;
    }
  return found;
};

const feature = (type: string, name: string, town: LocalTown) => ({
  type: "Feature",
  geometry: { type: "Point", coordinates: [2.4, 47.08] },
  properties: {
    label: type === "municipality" ? town.name : `${name} ${town.postcode} ${town.name}`,
    score: 0.9,
    id: town.citycode,
    type,
    name,
    postcode: town.postcode,
    citycode: town.citycode,
    city: town.name,
    context: town.context,
  },
});
