// How does the map meet Streamlit? One MapFrame per mount; each run of the script updates it.

import { MapFrame } from "./frame.js";

const frames = new WeakMap();

export default function show({ data, parentElement, setTriggerValue }) {
  let frame = frames.get(parentElement);
  if (!frame) {
    frame = new MapFrame(parentElement);
    frames.set(parentElement, frame);
  }
  frame.tell = (answer) => setTriggerValue("event", answer);
  frame.update(data);
  return () => {
    frames.delete(parentElement);
    frame.remove();
  };
}
