/**
 * What the controls of a figure have in common: `...common("eta")` gives a control its value, says
 * whether it is locked, and turns the setting of that name when the control is turned.
 */

export function commonOf(figure, settings, turn) {
  return (name, onInput = (value) => turn({ [name]: value })) => ({
    value: settings[name],
    locked: figure.lock.has(name),
    onInput,
  });
}
