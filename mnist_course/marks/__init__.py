"""Marks for a class: strangers' code judged without being trusted.

``submissions``  a folder of notebooks and files of answers, read as text: who answered what
``child``        the process that runs an answer; it holds no expected result, and no exercise
``sandbox``      how that process is started: limits, and bubblewrap around it
``codec``        what the two say to each other, in JSON
``remote``       a function that lives in the other process, for the judge to call as any other
``hidden``       further cases, from the teacher's seed
``marking``      one student, then a whole folder; what is done is kept
``report``       marks.csv, a page for each student, a page for the teacher
"""
