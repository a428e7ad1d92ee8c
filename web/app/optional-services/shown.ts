import type { OptionalServices } from "../../../shared/platform/optional-services.ts";

/** Shows what belongs to a service, or hides it again (`data-service` in the markup, rule in ui/identity.css). */
export const show = (service: keyof OptionalServices, shown = true) => {
  const { dataset } = document.documentElement;
  const now = new Set(dataset.services?.split(" "));
  if (shown) now.add(service);
  else now.delete(service);
  dataset.services = [...now].join(" ");
};
