"""The sentences of check, hint, solution and claim: whole templates with named holes.

A translation replaces ``TEMPLATES``, and the texts that an exercise brings with it (its hints, its
solution, and the mistakes that only it can name: ``exercises/bank/``). No sentence is put together
from pieces: where a language would need another order of words, there are two templates. What fills
a hole is a name, a value, code, a text of the bank, a phrase that can stand alone (``kind.…``), or
another whole sentence.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from typing import Any

TEMPLATES: dict[str, str] = {
    # The first line of the feedback.
    "right.value": "✓ {exercise} — right.",
    "right.function": "✓ {exercise} — right on all {cases} cases.",
    "wrong": "✗ {exercise} — not right yet.",
    "wrong.some": "✗ {exercise} — right on {right} of {cases} cases.",
    "wrong.effect": "✗ {exercise} — the results are right on all {cases} cases, but not what it "
    "does.",
    "wrong.stops": "✗ {exercise} — it stops with an error.",
    "wrong.stops-sometimes": "✗ {exercise} — it stops with an error on some cases.",
    "wrong.unreadable": "✗ {exercise} — Python cannot read it.",
    "wrong.no-answer": "✗ {exercise} — there is no {answer}.",
    "wrong.prints": "✗ {exercise} — stopped, because it prints without end.",
    "untouched": "○ {exercise} — not attempted yet.",
    "untouched.no-return": "○ {exercise} — not attempted yet. (The function returns nothing: is "
    "`return` missing?)",
    "unfinished.value": "○ {exercise} — not finished yet: a `...` is still in the answer.",
    "unfinished.function": "○ {exercise} — not finished yet: a `...` is still in the function.",
    "still-running": "○ {exercise} — still running after {seconds} s. If a loop never ends, stop "
    "it: the square ■ above the notebook, or the menu Kernel, Interrupt.",
    # What follows it.
    "mistake": "Mistake: {mistake}. {why}",
    "mistake.also": "Mistake: {mistake}. {why} Also: {also}",
    "with-difference": "{why} ({difference})",
    "example": "Example: {call}",
    "yours": "yours:    {value}",
    "expected": "expected: {value}",
    "help": 'Help: hint("{exercise}")',
    "help.on-a-page": "Help: the hints of {exercise} stand below.",
    # Hints, the solution, and the block of help below an exercise.
    "hint": "Hint {level} of {last}: {hint}",
    "hint.no-level": 'hint level {level}: "{exercise}" has the levels 1 to {last}',
    "help.title": "Help: {last} hints, then the solution",
    "help.title-without-solution": "Help: {last} hints",
    "help.title-with-mistakes": "Help: {last} hints, the solution, and common mistakes",
    "help.hint": "Hint {level} of {last}",
    "help.solution": "Solution",
    "help.mistakes": "Common mistakes",
    "help.mistake": "**{mistake}**: {why}",
    "help.mistake-with-answer": "**{mistake}** ({answer}): {why}",
    # Quizzes.
    "quiz.title": "Check yourself: {count} questions. Open the answer that you choose.",
    "quiz.right": "✓ Right. {why}",
    "quiz.wrong": "✗ No. {why}",
    # Names that are not known.
    "unknown": 'there is no exercise {name}. Give a name such as "perceptron.update"; '
    "exercise_names() lists them all.",
    "unknown.near": "there is no exercise {name}. Did you mean {near}?",
    "unknown.near-some": "there is no exercise {name}. Did you mean one of these: {near}?",
    "renamed": 'the exercise "{old}" is now called "{new}".',
    # Claims.
    "claim.holds": "✓ {statement}",
    "claim.fails": "✗ {statement}",
    "claim.standin": "○ {statement} — not checked (stand-in digits)",
    "claim.many": "✗ {statement} — no single yes or no: {count} answers; use .all() or .any()",
    "claim.nan": "✗ {statement} — no clear yes or no: got NaN (not a number)",
    "claim.unclear": "✗ {statement} — no clear yes or no: got {got}; give a comparison such as "
    "x >= 0.9",
    # What kind of thing a value is; a phrase that can stand alone.
    "kind.nothing": "nothing (None)",
    "kind.array": "an array of shape {shape}",
    "kind.text": "text ({text})",
    "kind.container": "a {type} of {count}",
    "kind.value": "the single value {value}",
    "kind.other": "an object of type {type}",
    "outline.array": "<array of shape {shape}>",
    "outline.integer": "<a very large integer>",
    # The answer is not of the right kind.
    "answer.function-wanted": "Give the function itself, `{function}` and not `{function}(...)`; "
    "got {got}.",
    "answer.value-wanted": "Give the value itself; got {got}.",
    "answer.name": "Keep the name of the stub: the answer is looked for under {answer}.",
    "answer.unreadable": "The answer cannot be read: looking at it gives {error}.",
    "answer.parameters": "Your function takes ({got}); it is called with ({expected}).",
    "answer.no-parameters": "Your function takes nothing; it is called with ({expected}).",
    # How a result differs.
    "difference.nothing": "The function returns nothing (None) here.",
    "difference.parts": "Return {count} things, ({parts}); got {got}.",
    "difference.one-part": "Return {count} things, ({parts}); only {part} came back.",
    "difference.numbers": "Expected numbers; got {got}.",
    "difference.shape": "Shape {got}, expected {expected}.",
    "difference.not-finite": "The result contains NaN or infinity.",
    "difference.transposed": "Rows and columns are exchanged.",
    "difference.whole": "The result has whole numbers (dtype int).",
    "difference.float16": "The numbers are float16, which keeps three digits only.",
    "difference.values": "Yours {yours}, expected {expected}.",
    "difference.values-at": "At {index}: yours {yours}, expected {expected}.",
    "difference.in-part": "{part}: {difference}",
    # One number.
    "number.tuple": "A comma makes a tuple of two numbers: write 1000 or 1_000, not 1,000.",
    "number.text": "Write the number without quotes; got {got}.",
    "number.one": "Expected one number; got {got}.",
    "number.not-finite": "Expected a finite number.",
    "number.float16": "{value} is a float16, which keeps three digits only. Compute with floats.",
    "number.rounded": "{value} is the right number, rounded. Let Python compute it, and give all "
    "the digits that come out.",
    "number.percent": "{value} is 100 times the right number. Is it asked for in per cent?",
    "number.share": "{value} is a hundredth of the right number. Is it asked for in per cent?",
    "number.sign": "{value} has the wrong sign.",
    "number.small": "{value} is too small.",
    "number.far-small": "{value} is far too small.",
    "number.little-small": "{value} is a little too small.",
    "number.large": "{value} is too large.",
    "number.far-large": "{value} is far too large.",
    "number.little-large": "{value} is a little too large.",
    # Choices.
    "choice.wrong": "{value} is not the one.",
    "choice.unknown": "{value} is not one of: {options}.",
    "choice.one": "Give one of {options}, and nothing around it; got {got}.",
    "choice.word": '{key}: answer with one of {options}, as in "{example}"; got {got}.',
    "choice.yes-no": "{key}: answer True or False; got {got}.",
    "choice.number": "{key}: write the number without quotes; got {got}.",
    "choice.shape-number": "{key}: a shape is a tuple, also with one axis: (5,) and not 5.",
    "choice.shape-text": "{key}: write the shape as a tuple of numbers without quotes, as in "
    "(5, 3).",
    "choice.some": "Right: {right}. Look again at: {wrong}.",
    "choice.none": "None is right yet. Look again at: {wrong}.",
    "choice.count": "Expected {count} choices ({keys}); got {got}.",
    "choice.dict": "Expected a dict with {keys}; got {got}.",
    "choice.missing": "No choice for: {keys}.",
    # Mistakes that any function can make: a name, and what it is.
    "symptom.in-place": "changes its input",
    "symptom.in-place.why": "The function changes {inputs} of its caller. Make a new array, as in "
    "`new = old + step`; `+=`, `out=` and `a[i] = ...` write into the old one.",
    "symptom.replaces": "replaces what others use",
    "symptom.replaces.why": "The function puts something else in the place of {names}. Every later "
    "cell would get it, and so would this check; it was put back.",
    "symptom.random": "different at every call",
    "symptom.random.why": "Two calls with the same input give different results. Is something "
    "random in it, or does it remember an earlier call?",
    "symptom.prints": "prints instead of returning",
    "symptom.prints.why": "print only shows a value; end the function with `return value`.",
    "symptom.nothing": "returns nothing",
    "symptom.nothing.why": "The function ends without `return`.",
    "symptom.nothing-sometimes": "returns nothing on one path",
    "symptom.nothing-sometimes.why": "For some inputs the function ends without `return`. Look at "
    "each `if`: what is returned when its condition does not hold?",
    "symptom.parts": "a result is missing",
    "symptom.transposed": "transposed",
    "symptom.transposed.why": "Rows and columns are exchanged. Samples stand in rows; a weight "
    "matrix is (d_in, d_out). Which factor needs `.T`, and on which side?",
    "symptom.shape": "wrong shape",
    "symptom.shape.why": "Compare the shape with the one asked for. Which axis is summed, kept or "
    "missing?",
    "symptom.whole": "whole numbers",
    "symptom.whole.why": "Whole numbers lost their fractions. Work in floats: `x.astype(float)`, "
    "`np.zeros(shape)`, `/` and not `//`.",
    "symptom.float16": "too few digits",
    "symptom.float16.why": "The numbers are right as far as float16 can hold them. Compute with "
    "float32 or float64, NumPy's own choice.",
    "symptom.not-finite": "not finite",
    "symptom.not-finite.why": "NaN or infinity: look for a division by 0, log(0), or exp of a "
    "large number.",
    "symptom.type": "another kind of result",
    "symptom.type.why": "The kind of result is not the one asked for.",
    "symptom.reversed": "sign reversed",
    "symptom.reversed.why": "The size is right and the sign is the opposite one.",
    "symptom.batch": "missing 1/batch",
    "symptom.batch.why": "The result is too large by the number of samples: divide the sum by the "
    "batch size.",
    "symptom.batch-twice": "divided by the batch twice",
    "symptom.batch-twice.why": "The result is too small by the number of samples.",
    "symptom.rounded": "rounded",
    "symptom.rounded.why": "Your values are the right ones, rounded. Return what comes out, and "
    "round only what is printed.",
    "symptom.from-one": "counted from 1",
    "symptom.from-one.why": "Every value is 1 too large: Python counts from 0.",
    "symptom.order": "in another order",
    "symptom.order.why": "The parts are right, and their order is not: return ({parts}).",
    "symptom.percent": "per cent for a share",
    "symptom.percent.why": "Every value is 100 times the right one. Is it asked for in per cent?",
    "symptom.share": "a share for per cent",
    "symptom.share.why": "Every value is a hundredth of the right one. A share was not asked for.",
    "symptom.log10": "logarithm to base 10",
    "symptom.log10.why": "The natural logarithm is `np.log`; `np.log10` has the base 10.",
    "symptom.log2": "logarithm to base 2",
    "symptom.log2.why": "The natural logarithm is `np.log`; `np.log2` has the base 2.",
    "symptom.degrees": "degrees for radians",
    "symptom.degrees.why": "Every value is 180/π times the right one. NumPy's angles are radians.",
    "symptom.radians": "radians for degrees",
    "symptom.radians.why": "Every value is π/180 times the right one. `np.degrees` turns radians "
    "into degrees.",
    "symptom.factor": "off by a constant factor",
    "symptom.factor.why": "Every value is {factor} times the right one. Where does this factor "
    "come from?",
    # What the function changed for everybody and was put back.
    "world.folder": "It leaves another working folder behind; it was put back.",
    "world.seed": "It sets or draws from NumPy's global random numbers; they were put back. Use "
    "a generator of its own: rng = np.random.default_rng(0).",
    "world.python-seed": "It sets or draws from Python's global random numbers; they were put "
    "back.",
    "world.environment": "It changes environment variables; they were put back.",
    "world.print-options": "It changes how NumPy prints arrays; this was put back.",
    "world.float-errors": "It changes what NumPy does on overflow and division by 0; this was put "
    "back.",
    "world.path": "It changes where Python looks for modules (sys.path); this was put back.",
    "world.modules": "It takes modules away (sys.modules); they were put back.",
    "world.plots": "It changes how matplotlib draws every figure; this was put back.",
    "world.logging": "It changes where log messages go (logging); this was put back.",
    "world.stop": "It changes what the stop button does (signal); this was put back.",
    "world.alarm": "It sets an alarm that would stop Python later (signal); it was called off.",
    "world.locale": "It changes how numbers and dates are written (locale); this was put back.",
    "world.decimals": "It changes how decimal numbers are counted (decimal); this was put back.",
    "world.rights": "It changes who may read new files (os.umask); this was put back.",
    "world.python": "It changes settings of Python itself (sys); they were put back.",
    # An error in the function, and what to look at.
    "error": "It stops with {error}.",
    "error.with-message": "It stops with {error}: {message}",
    "error.line": "in line {number}: {code}",
    "error.printed": "It has printed more than {limit} characters. Which loop never ends?",
    "error.asks": "It waits for somebody to type.",
    "advice.asks": "Leave out input(): what the function needs comes as its parameters.",
    "advice.syntax": "Look for a missing bracket, quote or colon, in this line or the one above.",
    "advice.indent": "Lines of one block begin in the same column, four spaces further in than the "
    "line that opens it.",
    "advice.recursion": "The function calls itself without end. Use a loop, or add a stop.",
    "advice.unbound": "A name is used before it gets a value on this path.",
    "advice.name": "Look for a misspelt name, or a name that was never given a value.",
    "advice.index": "An index is too large. Python counts from 0; print the shape or length.",
    "advice.index-kind": "An index must be a whole number, and these are floats or something "
    "else. Turn labels and positions into integers: `labels.astype(int)`, `int(i)`, `//`.",
    "advice.index-axes": "There are more indices than axes. Print the shape of what you index.",
    "advice.index-mask": "The mask and the array have different lengths. Print both shapes.",
    "advice.whole": "A count or a size must be a whole number. Use `//`, or int(...).",
    "advice.call": "Something that is no function is called. Round brackets call; square "
    "brackets pick an element; a product needs `*`.",
    "advice.key": "That key is not there. Print the keys you have.",
    "advice.attribute": "The object has no such method. Print its type: it may be a list or a "
    "tuple.",
    "advice.zero": "A divisor is 0. Print it before the division.",
    "advice.memory": "The array would be far too large. Print the shapes you ask for.",
    "advice.exit": "Leave out exit() and quit(); use return.",
    "advice.loop": "Which loop never ends, or is much too long?",
    "advice.ended": "Leave out what ends a process; look for memory without measure.",
    "advice.assert": "One of your own asserts does not hold.",
    "advice.type": "An operation got something of the wrong type. Print type(...) of each part.",
    "advice.shapes": "Print the shapes: samples stand in rows, X is (batch, d_in), W is (d_in, "
    "d_out).",
    "advice.reshape": "The new shape holds another number of entries than the array. Multiply its "
    "sizes, and compare with `.size`.",
    "advice.other": "Call your function on the example yourself and read the message from the "
    "bottom.",
}


def sentence(name: str, /, **holes: Any) -> str:
    """Return the sentence of this name with its holes filled.

    Raises
    ------
    KeyError
        If there is no such sentence.
    ValueError
        If a hole is not filled, or if something is given for which there is no hole.
    """
    return fill(TEMPLATES[name], **holes)


def fill(template: str, /, **holes: Any) -> str:
    """Return a template with its holes filled: exactly those that it has.

    Raises
    ------
    ValueError
        If a hole is not filled, or if something is given for which there is no hole.
    """
    wanted = holes_of(template)
    if wanted != holes.keys():
        raise ValueError(
            f"the template {template!r} has the holes {sorted(wanted)}; got {sorted(holes)}"
        )
    return template.format(**holes)


@cache
def holes_of(template: str) -> frozenset[str]:
    """Return the names of a template's holes."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def holes_of_all(templates: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the holes of every template of a table: a translation must keep them."""
    return {name: holes_of(template) for name, template in templates.items()}
