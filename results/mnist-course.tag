Recorded results of the course on neural networks and handwritten digits.
`mnist-course experiments run` writes here. A folder without this file is not touched unasked.
