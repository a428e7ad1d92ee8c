import { configurationPath, type OptionalServices } from "../../../shared/platform/optional-services.ts";

/** Tells `arrived` each time the person came to another address without a new page being loaded. */
export type OnArrival = (arrived: () => void) => void;

const readConfiguration = async (): Promise<OptionalServices> => {
  try {
    const answer = await fetch(configurationPath, { credentials: "omit" });
    return answer.ok ? ((await answer.json()) as OptionalServices) : {};
  } catch {
    // Cut off, or an answer that is not ours: the page works the same without these services.
    return {};
  }
};

/**
 * Starts what this deployment has of other companies' services (docs/decisions/059). Each is a script of its own, asked
 * for only when configured. `<html data-services>` then shows what belongs to it.
 */
export const startOptionalServices = async (onArrival: OnArrival = () => {}): Promise<void> => {
  const { visits, errors, chat } = await readConfiguration();
  if (errors) (await import("./error-reports.ts")).reportErrors(errors);
  if (visits) (await import("./visits.ts")).countVisits(visits, onArrival);
  if (chat) (await import("./chat.ts")).offerChat(chat, onArrival);
};
