import type { ReactNode } from "react";

/** Loads the live chat, and says before the click whose it is; shown and made to work by web/app/optional-services/chat.ts. */
export const ChatButton = ({ className, children }: { className?: string; children?: ReactNode }) => (
  <button type="button" className={className} data-chat="open">
    {children}
    <span>Discuter avec nous (par le serveur d’une autre entreprise)</span>
  </button>
);

/** Where the page says what became of the click. */
export const ChatStatus = () => (
  <p className="fr-mb-0 fr-text--sm" role="status" data-service="chat" data-chat="status" />
);
