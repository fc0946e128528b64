"""The recipe of the sentence encoder and the question bank, one module a stage.

bank       merges what the writers wrote into `intents/`
train      fine-tunes the encoder on the bank
export     turns the checkpoint into the quantised ONNX file that is shipped
calibrate  learns when to answer and when to admit, on writers that training never saw
ship_index learns the built-in questions and lays the index beside the encoder
bench      measures on the yardstick, side by side with other engines
"""
