/**
 * The editor of the exercises: CodeMirror with Python's colours, line numbers and brackets.
 *
 * `tools/vendor.py` joins this file and what it imports into `_static/vendor/codemirror/editor.js`,
 * which gives `mnistEditor.open(...)` to the page.
 */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

/**
 * Open an editor.
 *
 * @param {object} wish
 * @param {HTMLElement} wish.parent where it stands
 * @param {string} wish.text what stands in it
 * @param {string} wish.label its name, for screen readers
 * @param {(text: string) => void} wish.onChange hears every change
 * @param {() => void} wish.onRun hears Ctrl+Enter and Shift+Enter
 * @returns {{text: () => string, setText: (text: string) => void, focus: () => void}}
 */
export function open({ parent, text, label, onChange, onRun }) {
  const run = () => { onRun(); return true; };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        EditorState.tabSize.of(4),
        indentUnit.of("    "),
        python(),
        syntaxHighlighting(classHighlighter),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": label,
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
        }),
        Prec.highest(keymap.of([
          { key: "Mod-Enter", run },
          { key: "Shift-Enter", run },
        ])),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText(wanted) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: wanted } });
    },
    focus: () => view.focus(),
  };
}
