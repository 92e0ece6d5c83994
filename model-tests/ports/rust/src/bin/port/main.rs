//! Makes a process of the ring that takes a step a line, as docs/driver.md says.

mod callers;
mod given;
mod json;
mod naming;
mod stage;
mod stepped;

use std::io::{self, BufRead, BufReader, BufWriter, Write};

use json::Json;
use stage::Stage;

fn main() -> io::Result<()> {
    let (mut input, mut output) = (BufReader::new(io::stdin()), BufWriter::new(io::stdout().lock()));
    let (mut stage, mut line) = (None, String::new());
    while input.read_line(&mut line)? > 0 {
        let answer = answer(&mut stage, &line).unwrap_or_else(|why| format!("{{\"error\":{why:?}}}"));
        writeln!(output, "{answer}")?;
        line.clear();
        if !input.buffer().contains(&b'\n') {
            output.flush()?;
        }
    }
    Ok(())
}

fn answer(stage: &mut Option<Stage>, line: &str) -> Result<String, String> {
    let message = Json::parse(line).ok_or("this is not JSON")?;
    let ring = message.get("ring");
    if *ring != Json::Null {
        return Ok(stage.insert(Stage::new(ring)).answer(None));
    }
    let stage = stage.as_mut().ok_or("there is no ring")?;
    let access = stage.step(message.get("step").list())?;
    Ok(stage.answer(access))
}
