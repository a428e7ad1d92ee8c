import { Button } from "../../../../ui/button.tsx";
import { hour, shortDay } from "../../../../ui/dates.ts";

/** A draft of another visit: nothing is done with it before the person says what. */
export const FoundDraft = (props: { savedAt: number; onResume: () => void; onRestart: () => void }) => (
  <>
    <h1>Demander une médiation</h1>
    <div className="panel narrow">
      <h2>
        Nous avons retrouvé votre brouillon du {shortDay(props.savedAt)} à {hour(props.savedAt)}.
      </h2>
      <p>Il est sur cet appareil seulement. Recommencer l’efface.</p>
      <div className="actions">
        <Button onClick={props.onResume}>Reprendre</Button>
        <Button look="secondary" onClick={props.onRestart}>
          Recommencer
        </Button>
      </div>
    </div>
  </>
);
