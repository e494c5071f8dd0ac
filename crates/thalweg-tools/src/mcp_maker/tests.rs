use super::*;

fn named(name: &str, value: &str) -> NamedValue {
    NamedValue {
        name: name.into(),
        value: value.into(),
    }
}

/// What is wrong with a program whose parts a test changes.
fn of_program(
    change: impl FnOnce(&mut String, &mut Vec<String>, &mut Vec<NamedValue>, &mut Option<String>),
) -> Vec<String> {
    let (mut command, mut args) = ("npx".to_owned(), vec!["-y".to_owned()]);
    let mut env = vec![named("TOKEN", "{{secret:KEY}}")];
    let mut cwd = Some("/srv".to_owned());
    change(&mut command, &mut args, &mut env, &mut cwd);
    faults(McpTransport::Stdio {
        command,
        args,
        env,
        cwd,
    })
}

/// The same of an address, with these headers.
fn of_address(url: &str, headers: Vec<NamedValue>) -> Vec<String> {
    faults(McpTransport::Http {
        url: url.into(),
        headers,
        allow_private: false,
    })
}

fn faults(transport: McpTransport) -> Vec<String> {
    paths(transport, |_| {})
}

fn paths(transport: McpTransport, change: impl FnOnce(&mut NewMcpServer)) -> Vec<String> {
    let mut server = NewMcpServer {
        name: "files".into(),
        title: None,
        transport,
        enabled: None,
        timeout_ms: Some(3_600_000),
    };
    change(&mut server);
    let secrets = Secrets::new([("KEY".into(), "word".into())]);
    let faults = check_mcp_server(&server, &secrets).into_iter();
    faults.map(|fault| fault.path).collect()
}

const NONE: [&str; 0] = [];

#[test]
fn every_wrong_field_of_a_program_is_named() {
    assert_eq!(of_program(|_, _, _, _| {}), NONE);
    let long = "x".repeat(LONG + 1);
    for command in ["", " ", "a\0b", &long] {
        let found = of_program(|own, _, _, _| *own = command.into());
        assert_eq!(found, ["transport.command"], "{command}");
    }
    for args in [
        vec!["a\0b".to_owned()],
        vec![long.clone()],
        vec!["a".into(); MANY + 1],
        vec!["--key={{secret:KEY}}".into()],
    ] {
        let found = of_program(|_, own, _, _| *own = args);
        assert_eq!(found, ["transport.args"]);
    }
    let secret = of_program(|own, _, _, _| *own = "{{secret:KEY}}".into());
    assert_eq!(secret, ["transport.args"], "every program can see it");
    for cwd in ["", " ", "a\0b", &long] {
        let found = of_program(|_, _, _, own| *own = Some(cwd.into()));
        assert_eq!(found, ["transport.cwd"], "{cwd}");
    }
    assert_eq!(of_program(|_, _, _, own| *own = None), NONE);
}

#[test]
fn variables_have_names_of_their_own_and_known_secrets() {
    for name in ["", "1A", "A-B", "Ä", "A=B", &"A".repeat(201)] {
        let found = of_program(|_, _, env, _| *env = vec![named(name, "")]);
        assert_eq!(found, ["transport.env.0.name"], "{name}");
    }
    let long = "x".repeat(LONG + 1);
    for value in ["{{secret:NO}}", "{{secret:KEY", "a\0b", &long] {
        let found = of_program(|_, _, env, _| env.push(named("B", value)));
        assert_eq!(found, ["transport.env.1.value"], "{value}");
    }
    let twice = of_program(|_, _, env, _| env.push(named("TOKEN", "")));
    assert_eq!(twice, ["transport.env.1.name"]);
    let numbered = |count: usize| (0..count).map(|at| named(&format!("A{at}"), "x"));
    assert_eq!(
        of_program(|_, _, env, _| *env = numbered(MANY).collect()),
        NONE
    );
    let many = of_program(|_, _, env, _| *env = numbered(MANY + 1).collect());
    assert_eq!(many, ["transport.env"]);
}

#[test]
fn every_wrong_field_of_an_address_is_named() {
    let key = || vec![named("Authorization", "Bearer {{secret:KEY}}")];
    assert_eq!(of_address("https://mcp.example/mcp", key()), NONE);
    let long = format!("https://mcp.example/{}", "a".repeat(URL));
    for url in [
        "",
        "mcp.example/mcp",
        "ftp://mcp.example/",
        "https://",
        "https://me@mcp.example/",
        "https://:word@mcp.example/",
        "https://mcp.example/?key={{secret:KEY}}",
        &long,
    ] {
        assert_eq!(of_address(url, key()), ["transport.url"], "{url}");
    }
    for (name, value, path) in [
        ("Host", "x", "transport.headers.0.name"),
        ("a b", "x", "transport.headers.0.name"),
        ("X-Key", "{{secret:NO}}", "transport.headers.0.value"),
        ("X-Key", "a\r\nb: c", "transport.headers.0.value"),
    ] {
        let found = of_address("https://mcp.example/", vec![named(name, value)]);
        assert_eq!(found, [path], "{name}: {value}");
    }
}

#[test]
fn names_titles_and_times_have_their_bounds() {
    let of = |change: fn(&mut NewMcpServer)| {
        let transport = McpTransport::Http {
            url: "http://127.0.0.1:9/".into(),
            headers: Vec::new(),
            allow_private: true,
        };
        paths(transport, change)
    };
    assert_eq!(of(|_| {}), NONE);
    assert_eq!(of(|server| server.name = "Files".into()), ["name"]);
    assert_eq!(of(|server| server.name = RESERVED.into()), ["name"]);
    assert_eq!(of(|server| server.title = Some("a\nb".into())), ["title"]);
    assert_eq!(of(|server| server.timeout_ms = Some(999)), ["timeoutMs"]);
    assert_eq!(
        of(|server| server.timeout_ms = Some(3_600_001)),
        ["timeoutMs"]
    );
}
