//! A plugin configuration as it is given on a command line: JSON, YAML, or a file of either.

use crate::{Error, Result, files, yaml};
use serde_json::Value;
use std::path::Path;

/// Reads a configuration: JSON, YAML, or `@` and the name of a file of either.
///
/// # Errors
/// A file that cannot be read; a text that is neither JSON nor YAML, or nothing but a word.
pub fn read(given: &str) -> Result<Value> {
    let Some(file) = given.strip_prefix('@') else {
        return parse(given).map_err(|error| error.at("--config"));
    };
    let next = "give a readable file after `--config @`";
    let text = files::read_text(Path::new(file), yaml::LARGEST, next)?;
    parse(&text).map_err(|error| error.at(file))
}

/// JSON is read as JSON first: YAML would read a number such as `1e3` or a long integer in its own way.
fn parse(text: &str) -> Result<Value> {
    let no_json = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let value = yaml::read(text).map_err(|error| {
        let no_yaml = error.without_snippet().to_string();
        let no_yaml = no_yaml.lines().next().unwrap_or_default();
        Error::new(format!("neither JSON ({no_json}) nor YAML ({no_yaml})"))
            .next("write the configuration as JSON, such as '{\"mockEnable\": true}'")
    })?;
    match value {
        // A word is YAML, too; what was meant is a file, or a mapping.
        Value::String(word) => Err(
            Error::new(format!("the configuration is nothing but the text `{word}`")).next(format!(
                "give --config @{word} if that is a file, or write the configuration as JSON"
            )),
        ),
        value => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use serde_json::json;

    #[test]
    fn a_configuration_is_json_or_yaml() {
        assert_eq!(parse(r#"{"mockEnable": true}"#).unwrap(), json!({"mockEnable": true}));
        assert_eq!(
            parse("mockEnable: true\nname: x\n").unwrap(),
            json!({"mockEnable": true, "name": "x"})
        );
        assert_eq!(parse(r#""word""#).unwrap(), json!("word"));
        let error = parse("config.yaml").unwrap_err();
        assert_eq!(error.what(), "the configuration is nothing but the text `config.yaml`");
        assert!(error.advice().unwrap().contains("--config @config.yaml"));
        assert!(parse("{").unwrap_err().to_string().contains("neither JSON ("));
    }
}
