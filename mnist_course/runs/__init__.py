"""A training kept on disk: started, gone on with, read back.

``recipes``    how each network is trained if nothing else is asked for
``settings``   everything that decides how a training goes, checked
``record``     ``history.json``: settings, data, versions, the numbers of each epoch
``folder``     the run folder: one training at a time, whole at every moment
``job``        one training: what both engines share
``numpy_engine``, ``keras_engine``    do it
``training``   make a job, new or to go on with, and run it
``reading``    a run that is read back, and asked

Nothing here prints or knows of a command line; ``mnist_course.commands`` does that.
"""
