import { ChatStatus } from "../../ui/chat-button.tsx";
import { DisplaySettingsButton } from "../../ui/display-settings.tsx";

/** The legal links and the display settings, small, at the end of each screen. */
export function AgentFooter() {
  return (
    <div className="agent-footer">
      <a href="/accessibilite">Accessibilité&nbsp;: non conforme</a>
      <a href="/mentions-legales">Mentions légales</a>
      <a href="/donnees-personnelles">Données personnelles</a>
      <DisplaySettingsButton />
      <ChatStatus />
    </div>
  );
}
