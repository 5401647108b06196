//! The configurations of a plugin, in the files that lie beside one: WasmPlugin resources, Envoy's own configuration, Higress's
//! `spec.yaml`, examples in a README. Each is met by the built-in requests, and by those that it names.

use super::Found;
use crate::cases::gather::BUILT_IN;
use crate::cases::{parse, plain};
use crate::{Error, Result, yaml};
use serde_json::{Map, Value, json};
use std::path::Path;

/// So many configurations of one file become cases.
const MOST: usize = 8;

/// So many paths, hosts or headers of a configuration are tried, each with a body and without.
const MOST_NAMED: usize = 6;

/// Keys of documents that configure something else than a plugin.
const OTHERS: [&str; 8] = [
    "apiVersion",
    "kind",
    "static_resources",
    "admin",
    "services",
    "jobs",
    "openapi",
    "on",
];

/// Whether a file may hold configurations.
pub fn is_one(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    [".yaml", ".yml", ".md"].iter().any(|end| name.ends_with(end)) || name == "config.json"
}

/// Makes cases of all configurations in a file.
///
/// # Errors
/// The file holds none.
pub fn read(path: &Path, text: &str) -> Result<Found> {
    let markdown = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("md"));
    let mut configs: Vec<(usize, Value)> = Vec::new();
    let blocks = if markdown {
        fenced(text)
    } else {
        vec![(1, text.to_string())]
    };
    for (line, block) in blocks {
        for document in documents(&block) {
            for config in of_document(&document) {
                if configs.iter().all(|(_, known)| *known != config) {
                    configs.push((line, config));
                }
            }
        }
    }
    if configs.is_empty() {
        return Err(Error::new("holds no configuration of a plugin")
            .next("give a WasmPlugin resource, Higress's spec.yaml, a README with examples in YAML, or the configuration itself"));
    }
    let mut found = Found::default();
    if configs.len() > MOST {
        let left = configs.split_off(MOST).len();
        found.note(
            &format!("line {}", configs[MOST - 1].0),
            format!("{left} more configurations are left out"),
        );
    }
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for (line, config) in configs {
        add(&mut found, &format!("{file}:{line}"), &config);
    }
    Ok(found)
}

/// The blocks of a Markdown text that are YAML, with the lines where they begin.
fn fenced(text: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, bool, String)> = None;
    for (at, line) in text.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), &mut open) {
            (Some(language), None) => {
                let language = language.trim().to_ascii_lowercase();
                open = Some((at + 2, matches!(language.as_str(), "yaml" | "yml"), String::new()));
            }
            (Some(_), Some(_)) => {
                blocks.extend(open.take().filter(|block| block.1).map(|(line, _, text)| (line, text)))
            }
            (None, Some((.., block))) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// The documents of a text in YAML or JSON; what is neither has none.
fn documents(text: &str) -> Vec<Value> {
    if let Ok(whole) = serde_json::from_str(text) {
        return vec![whole];
    }
    let documents = text.split("\n---");
    documents
        .filter_map(|document| yaml::read(document.trim_start_matches("---")).ok())
        .collect()
}

/// The configurations of a plugin that a document holds.
fn of_document(document: &Value) -> Vec<Value> {
    if document["kind"] == "WasmPlugin" {
        return vec![of_resource(&document["spec"])];
    }
    let mut inside = Vec::new();
    look(document, &mut inside);
    match document {
        Value::Object(fields) if inside.is_empty() && !fields.is_empty() => {
            let other = OTHERS.iter().any(|key| fields.contains_key(*key));
            if other { inside } else { vec![document.clone()] }
        }
        _ => inside,
    }
}

/// The configuration of a WasmPlugin as Higress hands it over: rules stand in it beside the default.
fn of_resource(spec: &Value) -> Value {
    let mut config = match spec["defaultConfig"].as_object().or(spec["pluginConfig"].as_object()) {
        Some(default) if spec["defaultConfigDisable"] != true => default.clone(),
        _ => Map::new(),
    };
    let rule = |rule: &Value| {
        let mut fields = rule["config"].as_object().cloned().unwrap_or_default();
        for (key, name) in [
            ("ingress", "_match_route_"),
            ("domain", "_match_domain_"),
            ("service", "_match_service_"),
        ] {
            if rule[key].as_array().is_some_and(|list| !list.is_empty()) {
                fields.insert(name.into(), rule[key].clone());
            }
        }
        Value::Object(fields)
    };
    let active = |rule: &&Value| rule["configDisable"] != true;
    let rules: Vec<Value> = spec["matchRules"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(active)
        .map(rule)
        .collect();
    if !rules.is_empty() {
        config.insert("_rules_".into(), rules.into());
    }
    Value::Object(config)
}

/// Looks for what Envoy hands to a plugin, and for the example of a schema.
fn look(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                match key.as_str() {
                    "vm_config" => {}
                    "configuration" if inner["value"].is_string() => {
                        let text = inner["value"].as_str().unwrap_or_default();
                        found.extend(documents(text).into_iter().filter(Value::is_object));
                    }
                    "openAPIV3Schema" => found.extend(Some(inner["example"].clone()).filter(Value::is_object)),
                    _ => look(inner, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| look(item, found)),
        _ => {}
    }
}

/// The cases of one configuration.
fn add(found: &mut Found, place: &str, config: &Value) {
    let built_in = parse("the built-in cases", BUILT_IN).expect("the built-in cases are in order");
    for case in built_in.resolve() {
        let Value::Object(mut fields) = plain(&case) else {
            continue;
        };
        fields.insert("config".into(), config.clone());
        found.case(&format!("{} ({place})", case.name), fields);
    }
    let requests = named_requests(config);
    if !requests.is_empty() {
        let fields = Map::from_iter([
            ("config".to_string(), config.clone()),
            ("requests".to_string(), requests.into()),
        ]);
        found.case(&format!("what the configuration names ({place})"), fields);
    }
}

/// Requests for the paths, hosts and headers that a configuration names.
fn named_requests(config: &Value) -> Vec<Value> {
    let (mut paths, mut hosts, mut headers) = (Vec::new(), Vec::new(), Vec::new());
    each_text("", config, &mut |key, text| {
        let list = match key.to_ascii_lowercase() {
            key if key.contains("header") && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') => {
                &mut headers
            }
            _ if text.starts_with('/') && !text.contains(char::is_whitespace) => &mut paths,
            key if key == "_match_domain_" || is_host(text) => &mut hosts,
            _ => return,
        };
        if list.len() < MOST_NAMED && !text.is_empty() && list.iter().all(|known| known != text) {
            list.push(text.to_string());
        }
    });
    let paths = paths.iter().map(|path| json!({"path": path}));
    let hosts = hosts.iter().map(|host| json!({"host": host.replace('*', "x")}));
    let headers = headers.iter().map(|header| json!({"headers": [{header: "1"}]}));
    let asked = paths.chain(hosts).chain(headers);
    // What a plugin does with a body it may do for these only.
    asked.flat_map(|request| [request.clone(), posted(request)]).collect()
}

/// The same request with a body.
fn posted(mut request: Value) -> Value {
    request["method"] = "POST".into();
    request["body"] = r#"{"a": [1, 2]}"#.into();
    let json = json!({"content-type": "application/json"});
    match request["headers"].as_array_mut() {
        Some(headers) => headers.push(json),
        None => request["headers"] = json!([json]),
    }
    request
}

/// Whether a text of a configuration may be the host that a request is for: a name of several labels, the first of which may
/// be an asterisk, or an address; with a port or without.
pub fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').unwrap_or((text, "80"));
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let labels: Vec<&str> = name.strip_prefix("*.").unwrap_or(name).split('.').collect();
    labels.len() > 1 && labels.into_iter().all(is_label) && port.parse::<u16>().is_ok()
}

fn each_text(key: &str, value: &Value, visit: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => visit(key, text),
        Value::Array(items) => items.iter().for_each(|item| each_text(key, item, visit)),
        Value::Object(fields) => fields.iter().for_each(|(key, inner)| each_text(key, inner, visit)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configs(name: &str, text: &str) -> Vec<Value> {
        let mut configs: Vec<Value> = Vec::new();
        for case in read(Path::new(name), text).unwrap().cases {
            if !configs.contains(&case["config"]) {
                configs.push(case["config"].clone());
            }
        }
        configs
    }

    #[test]
    fn a_resource_gives_its_default_with_its_rules() {
        let text = "apiVersion: extensions.higress.io/v1alpha1\nkind: WasmPlugin\nspec:\n  defaultConfig: {a: 1}\n  matchRules:\n\
                    \x20 - {domain: ['*.b.com'], config: {a: 2}}\n  - {ingress: [c], config: {a: 3}}\n\
                    \x20 - {domain: [d.com], config: {a: 4}, configDisable: true}\n";
        let rules = json!([{"a": 2, "_match_domain_": ["*.b.com"]}, {"a": 3, "_match_route_": ["c"]}]);
        assert_eq!(configs("wasmplugin.yaml", text), [json!({"a": 1, "_rules_": rules})]);
        let found = read(Path::new("wasmplugin.yaml"), text).unwrap();
        let json = json!([{"content-type": "application/json"}]);
        let posted = json!({"method": "POST", "host": "x.b.com", "headers": json, "body": r#"{"a": [1, 2]}"#});
        assert_eq!(
            found.cases.last().unwrap()["requests"],
            json!([{"host": "x.b.com"}, posted])
        );
    }

    #[test]
    fn what_a_configuration_names_is_asked_for() {
        let text = "service: {name: tenants.dns, path: /t}\nheader: X-Tenant\ntenants: [{hosts: [a.com, '*.b.org:81']}]\n\
                    wait: 1 s\nlabel: one\n";
        let found = read(Path::new("config.yaml"), text).unwrap();
        let requests = found.cases.last().unwrap()["requests"].as_array().unwrap().clone();
        let plain: Vec<&Value> = requests.iter().filter(|request| request["method"].is_null()).collect();
        let hosts = ["tenants.dns", "a.com", "x.b.org:81"].map(|host| json!({"host": host}));
        let [services, a, b] = &hosts;
        let (path, header) = (json!({"path": "/t"}), json!({"headers": [{"X-Tenant": "1"}]}));
        assert_eq!(plain, [&path, services, a, b, &header]);
        assert_eq!(requests.len(), 2 * plain.len());
        assert_eq!(requests[9]["headers"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn envoys_own_configuration_gives_that_of_the_plugin_and_not_of_its_vm() {
        let text = "static_resources:\n  filters:\n  - config:\n      configuration: {'@type': t/google.protobuf.StringValue, value: '{\"path\": \"/x\"}'}\n\
                    \x20     vm_config: {configuration: {value: '{\"no\": 1}'}}\n";
        assert_eq!(configs("envoy.yaml", text), [json!({"path": "/x"})]);
    }

    #[test]
    fn a_schema_gives_its_example_and_a_readme_its_blocks_in_yaml() {
        let spec =
            "apiVersion: 1.0.0\nspec:\n  configSchema:\n    openAPIV3Schema:\n      example: {tokenHeader: x-token}\n";
        assert_eq!(configs("spec.yaml", spec), [json!({"tokenHeader": "x-token"})]);
        let readme =
            "# A\n```yaml\na: 1\n```\n```json\n{\"b\": 2}\n```\n```yaml\nkind: Service\n```\n```yaml\na: 1\n```\n";
        assert_eq!(configs("README.md", readme), [json!({"a": 1})]);
    }

    #[test]
    fn what_holds_no_configuration_is_told() {
        for (name, text) in [
            ("docker-compose.yaml", "services: {envoy: {}}"),
            ("README.md", "text"),
            ("a.yaml", "word"),
        ] {
            let error = read(Path::new(name), text).unwrap_err();
            assert!(error.to_string().contains("holds no configuration"), "{name}: {error}");
        }
    }

    #[test]
    fn a_file_of_many_configurations_says_what_is_left_out() {
        let text: String = (0..10).map(|n| format!("```yaml\na: {n}\n```\n")).collect();
        let found = read(Path::new("README.md"), &text).unwrap();
        assert_eq!(found.notes, ["line 23: 2 more configurations are left out"]);
    }
}
