//! A headless Chromium, told what to do through its debugging pipe: one JSON message after the other, each ended by NUL.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// A running browser.
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: Receiver<Vec<u8>>,
    sent: u64,
    complaints: Vec<String>,
}

/// An open page.
pub struct Page {
    session: String,
}

/// How long the browser may say nothing; starting it for the first time on a busy machine takes a few seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the browser says, read on a thread of its own so that nobody waits for ever.
fn messages(output: ChildStdout) -> Receiver<Vec<u8>> {
    let (sender, messages) = mpsc::channel();
    let mut output = BufReader::new(output);
    thread::spawn(move || {
        loop {
            let mut message = Vec::new();
            let read = output.read_until(0, &mut message);
            if !read.is_ok_and(|read| read > 0) || sender.send(message).is_err() {
                return;
            }
        }
    });
    messages
}

/// Where `make browser` puts it.
fn installed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/chromium")
}

impl Browser {
    /// Starts the browser that `CHROMIUM` names, or the one that `make browser` installed; it writes into the folder only.
    pub fn start(folder: &Path) -> Browser {
        let own = installed();
        let program = env::var_os("CHROMIUM").map_or_else(|| own.join("chromium"), PathBuf::from);
        assert!(
            program.exists(),
            "{}: there is no browser: run `make browser`",
            program.display()
        );
        let fonts = format!(
            "<fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>",
            own.join("fonts").display(),
            folder.join("fonts").display()
        );
        fs::write(folder.join("fonts.conf"), fonts).unwrap();
        let mut command = Command::new("sh");
        command
            .args(["-c", "exec \"$@\" 3<&0 4>&1 >/dev/null 2>&1", "sh"])
            .arg(program)
            .args([
                "--headless",
                "--remote-debugging-pipe",
                "--no-sandbox",
                "--no-zygote",
                "--disable-gpu",
                "--font-render-hinting=none",
            ])
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .env("HOME", folder)
            .env("TMPDIR", folder)
            .env("LD_LIBRARY_PATH", own.join("lib"))
            .env("FONTCONFIG_FILE", folder.join("fonts.conf"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0);
        let mut child = command.spawn().unwrap();
        Browser {
            to: child.stdin.take().unwrap(),
            from: messages(child.stdout.take().unwrap()),
            child,
            sent: 0,
            complaints: Vec::new(),
        }
    }

    /// Opens a page and waits until it is there.
    pub fn open(&mut self, url: &str) -> Page {
        let target = self.ask("", "Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.ask("", "Target.attachToTarget", attach)["sessionId"]
            .as_str()
            .unwrap()
            .to_string();
        let page = Page { session };
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.ask(&page.session, &format!("{domain}.enable"), json!({}));
        }
        self.look(&page, "light", 1280);
        self.ask(&page.session, "Page.navigate", json!({"url": url}));
        while self.next()["method"] != "Page.loadEventFired" {}
        page
    }

    /// Shows the page in a colour scheme and a width.
    pub fn look(&mut self, page: &Page, scheme: &str, width: u32) {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.ask(&page.session, "Emulation.setEmulatedMedia", features);
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.ask(&page.session, "Emulation.setDeviceMetricsOverride", size);
    }

    /// What an expression comes to in the page.
    pub fn evaluate(&mut self, page: &Page, expression: &str) -> Value {
        let answer = self.ask(
            &page.session,
            "Runtime.evaluate",
            json!({"expression": expression, "returnByValue": true, "awaitPromise": true}),
        );
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Presses a key, lets it go, and waits until the page has done what it does about it.
    pub fn press(&mut self, page: &Page, key: &str) {
        let text = match key {
            "Enter" => "\r",
            key if key.chars().count() == 1 => key,
            _ => "",
        };
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Escape" => 27,
            key => i64::from(key.to_ascii_uppercase().as_bytes()[0]),
        };
        for kind in ["keyDown", "keyUp"] {
            let event = json!({"type": kind, "key": key, "text": text, "windowsVirtualKeyCode": code});
            self.ask(&page.session, "Input.dispatchKeyEvent", event);
        }
        self.evaluate(
            page,
            "new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done))))",
        );
    }

    /// Writes a text where the focus is.
    pub fn write(&mut self, page: &Page, text: &str) {
        self.ask(&page.session, "Input.insertText", json!({"text": text}));
    }

    /// The whole page as a PNG.
    pub fn screenshot(&mut self, page: &Page) -> Vec<u8> {
        let how = json!({"format": "png", "captureBeyondViewport": true});
        let image = self.ask(&page.session, "Page.captureScreenshot", how);
        STANDARD.decode(image["data"].as_str().unwrap()).unwrap()
    }

    /// What went wrong so far, and what was asked for besides the page itself.
    pub fn complaints(&self) -> Vec<String> {
        self.complaints.clone()
    }

    fn ask(&mut self, session: &str, method: &str, parameters: Value) -> Value {
        self.sent += 1;
        let mut message = json!({"id": self.sent, "method": method, "params": parameters});
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        write!(self.to, "{message}\0")
            .and_then(|()| self.to.flush())
            .expect("the browser listens");
        loop {
            let answer = self.next();
            if answer["id"] == self.sent {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    /// The next message; what tells of something wrong is kept.
    fn next(&mut self) -> Value {
        let bytes = self.from.recv_timeout(PATIENCE);
        let bytes = bytes.expect("the browser ended, or says nothing any more");
        let message: Value = serde_json::from_slice(bytes.strip_suffix(&[0]).expect("a whole message")).unwrap();
        let parameters = &message["params"];
        let of_page = |url: &Value| {
            url.as_str()
                .is_some_and(|url| url.starts_with("file://") || url.starts_with("data:"))
        };
        let wrong = match message["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown"
            | "Runtime.consoleAPICalled"
            | "Log.entryAdded"
            | "Page.javascriptDialogOpening" => true,
            "Network.requestWillBeSent" => !of_page(&parameters["request"]["url"]),
            _ => false,
        };
        if wrong {
            self.complaints.push(parameters.to_string());
        }
        message
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.child.wait();
    }
}
