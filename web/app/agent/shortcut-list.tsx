import { Modal } from "../../ui/agent/modal.tsx";
import "./shortcut-list.css";

const shortcuts = [
  { keys: ["/"], does: "Rechercher" },
  { keys: ["J", "K"], does: "Suivant, précédent dans une liste" },
  { keys: ["↵"], does: "Ouvrir" },
  { keys: ["P"], does: "Prendre le dossier" },
  { keys: ["R"], does: "Répondre" },
  { keys: ["E"], does: "Marquer le message comme traité" },
  { keys: ["C"], does: "Clore le dossier" },
  { keys: ["Ctrl", "↵"], does: "Envoyer" },
  { keys: ["Échap"], does: "Fermer, annuler" },
  { keys: ["?"], does: "Cette liste" },
];

/** The list behind `?`. */
export function ShortcutList({ onClose }: { onClose: () => void }) {
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
      <p className="mention">
        Inactifs pendant la saisie. Tout se fait aussi à la souris et avec la touche de tabulation.
      </p>
    </Modal>
  );
}
