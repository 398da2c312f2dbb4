"""The quizzes, one file a chapter."""
