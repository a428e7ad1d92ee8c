import type { OptionalServices } from "../../../shared/platform/optional-services.ts";
import { openedBySecret } from "./plain-address.ts";
import { show } from "./shown.ts";
import type { OnArrival } from "./start.ts";

const say = (sentence: string) => {
  for (const status of document.querySelectorAll("[data-chat=status]")) status.textContent = sentence;
};

/** Resolves when the script ran; its element goes when it did not load, so that another click tries again. */
const load = (source: string) =>
  new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error("The script of the chat did not load."));
    });
    document.head.append(script);
  });

/**
 * Shows « Discuter avec nous », and asks the chat's server for its script at the first click and never before. Not on
 * pages that a secret link opens: a foreign script could read what is there.
 */
export const offerChat = ({ script }: NonNullable<OptionalServices["chat"]>, onArrival: OnArrival) => {
  let loaded: Promise<void> | undefined;
  const offer = () => show("chat", !openedBySecret(location.pathname));
  offer();
  onArrival(offer);
  document.addEventListener("click", async ({ target }) => {
    if (!(target instanceof Element) || !target.closest("[data-chat=open]")) return;
    say("La discussion se charge…");
    loaded ??= load(script);
    try {
      await loaded;
      say("La discussion est chargée.");
    } catch {
      loaded = undefined;
      say("La discussion ne s’est pas chargée. Réessayez, ou utilisez un autre moyen de nous joindre.");
    }
  });
};
