import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Body, bodies } from "../../../../shared/declarations/enums.ts";
import { type Territory, territories } from "../../../../shared/declarations/territory.ts";
import { dayOf } from "../../../ui/agent/relative-dates.ts";
import { Input } from "../../../ui/input.tsx";
import { bodySettingsQuery } from "./body-settings-queries.ts";
import { DeadlineSection } from "./deadline-section.tsx";
import { PlatformPage } from "./platform-page.tsx";
import { VatListSection } from "./vat-list-section.tsx";
import "../../../ui/agent/forms.css";
import "../organisation/settings.css";

/** What bodies ask of every organisation: their deadlines, and the rates that are usual in each territory. */
export function BodiesPage() {
  const query = useQuery(bodySettingsQuery);
  const [lastDay, setLastDay] = useState(() => dayOf(new Date()));
  return (
    <PlatformPage
      title="Organismes"
      line="Un changement vaut tout de suite pour toutes les organisations, rappels compris. Ce qui est déjà parti garde les mots de son jour."
      what="les organismes"
      query={query}
    >
      {({ deadlines, vatLists }) => (
        <div className="settings">
          <h2 className="platform-heading">Échéances</h2>
          <Input
            label="Dernière séance de l’exemple"
            hint="Pour voir ce que chaque règle donne"
            type="date"
            min="2000-01-01"
            max="2099-12-31"
            width="medium"
            value={lastDay}
            onChange={setLastDay}
          />
          {(Object.keys(bodies) as Body[]).map((body) => (
            <DeadlineSection key={body} body={body} setting={deadlines[body]} lastDay={lastDay} />
          ))}
          <h2 className="platform-heading">Taux de TVA usuels</h2>
          <p className="mention">
            Proposés selon le code postal du lieu. Un autre taux est gardé tel quel, avec un avertissement.
          </p>
          {(Object.keys(territories) as Territory[]).map((territory) => (
            <VatListSection key={territory} territory={territory} setting={vatLists[territory]} />
          ))}
        </div>
      )}
    </PlatformPage>
  );
}
