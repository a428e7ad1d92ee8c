import { useState } from "react";
import { Modal } from "../../ui/agent/modal.tsx";
import { shortcutsOn, turnShortcuts } from "../../ui/agent/shortcuts.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import "./shortcut-list.css";

const shortcuts = [
  { keys: ["/"], does: "Rechercher" },
  { keys: ["G"], does: "Aller au dossier dont on tape le numéro" },
  { keys: ["J", "K"], does: "Suivant, précédent dans une liste ou entre les messages" },
  { keys: ["↵"], does: "Ouvrir" },
  { keys: ["X"], does: "Sélectionner la ligne d’une liste" },
  { keys: ["<", ">"], does: "Dossier précédent, suivant de la liste" },
  { keys: ["P"], does: "Prendre le dossier" },
  { keys: ["A"], does: "Attribuer ou transférer le dossier, ou ceux qui sont sélectionnés" },
  { keys: ["R"], does: "Répondre" },
  { keys: ["N"], does: "Écrire une note interne" },
  { keys: ["S"], does: "Changer le statut du dossier" },
  { keys: ["T"], does: "Écrire une nouvelle tâche" },
  { keys: ["Z"], does: "Annuler l’envoi qui vient de partir" },
  { keys: ["E"], does: "Marquer le message comme traité" },
  { keys: ["C"], does: "Clore le dossier" },
  { keys: ["Ctrl", "↵"], does: "Envoyer le message, ajouter la note" },
  { keys: ["Échap"], does: "Fermer, annuler" },
  { keys: ["?"], does: "Cette liste" },
];

/** The list behind `?`. */
export function ShortcutList({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(shortcutsOn);
  return (
    <Modal title="Raccourcis clavier" onClose={onClose}>
      <dl className="shortcut-list">
        {shortcuts.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        id="raccourcis"
        label="Utiliser les raccourcis d’une seule touche sur cet appareil"
        checked={on}
        onChange={(checked) => {
          if (turnShortcuts(checked)) setOn(checked);
        }}
      />
      <p className="mention">
        Inactifs pendant la saisie. Tout se fait aussi à la souris et avec la touche de tabulation.
      </p>
    </Modal>
  );
}
