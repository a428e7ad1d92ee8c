const schemes = [
  { value: "light", label: "Thème clair" },
  { value: "dark", label: "Thème sombre" },
  { value: "system", label: "Système", hint: "Suit le réglage de votre appareil" },
];

/** Opens the dialog below; `web/app/display-settings.ts` makes both work, with or without React. */
export const DisplaySettingsButton = () => (
  <button
    type="button"
    className="fr-footer__bottom-link fr-icon-theme-fill fr-btn--icon-left"
    data-display-settings="open"
    aria-haspopup="dialog"
  >
    Paramètres d’affichage
  </button>
);

export const DisplaySettingsDialog = () => (
  <dialog className="dialog" id="display-settings" aria-labelledby="display-settings-title">
    <div className="dialog__content">
      <h2 className="fr-h5" id="display-settings-title">
        Paramètres d’affichage
      </h2>
      <fieldset className="fr-fieldset" aria-labelledby="display-settings-legend">
        <legend className="fr-fieldset__legend fr-fieldset__legend--regular" id="display-settings-legend">
          Choisissez un thème. Votre choix reste sur cet appareil.
        </legend>
        {schemes.map(({ value, label, hint }) => (
          <div key={value} className="fr-fieldset__element">
            <div className="fr-radio-group">
              <input type="radio" id={`scheme-${value}`} name="scheme" value={value} />
              <label className="fr-label" htmlFor={`scheme-${value}`}>
                {label}
                {hint ? <span className="fr-hint-text">{hint}</span> : null}
              </label>
            </div>
          </div>
        ))}
      </fieldset>
      <div className="actions">
        <button type="button" className="fr-btn" data-display-settings="close">
          Fermer
        </button>
      </div>
    </div>
  </dialog>
);
