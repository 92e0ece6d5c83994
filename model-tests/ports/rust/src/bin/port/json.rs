//! As much of JSON as the driver speaks.

/// A JSON value; numbers are integers.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a value.
    pub fn parse(text: &str) -> Option<Json> {
        let mut reader = Reader { rest: text.as_bytes() };
        let value = reader.value()?;
        reader.skip();
        reader.rest.is_empty().then_some(value)
    }

    /// The field of this name; Null if there is none.
    pub fn get(&self, name: &str) -> &Json {
        let fields = match self {
            Json::Object(fields) => fields.as_slice(),
            _ => &[],
        };
        fields.iter().find(|(key, _)| key == name).map_or(&Json::Null, |(_, value)| value)
    }

    pub fn list(&self) -> &[Json] {
        if let Json::List(list) = self { list } else { &[] }
    }

    pub fn text(&self) -> &str {
        if let Json::Text(text) = self { text } else { "" }
    }

    pub fn number(&self) -> Option<i64> {
        if let Json::Number(number) = self { Some(*number) } else { None }
    }

    pub fn is_true(&self) -> bool {
        *self == Json::Bool(true)
    }

    /// The names of an object's fields, in their order.
    pub fn names(&self) -> Vec<&str> {
        let Json::Object(fields) = self else { return Vec::new() };
        fields.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub fn texts(&self) -> Vec<&str> {
        self.list().iter().map(Json::text).collect()
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    fn eat(&mut self, text: &str) -> Option<()> {
        self.skip();
        self.rest = self.rest.strip_prefix(text.as_bytes())?;
        Some(())
    }

    fn value(&mut self) -> Option<Json> {
        self.skip();
        match self.rest.first()? {
            b'{' => Some(Json::Object(self.items("{", "}", Self::field)?)),
            b'[' => Some(Json::List(self.items("[", "]", Self::value)?)),
            b'"' => Some(Json::Text(self.string()?)),
            b't' => self.eat("true").map(|()| Json::Bool(true)),
            b'f' => self.eat("false").map(|()| Json::Bool(false)),
            b'n' => self.eat("null").map(|()| Json::Null),
            _ => self.integer(),
        }
    }

    fn items<T>(&mut self, open: &str, close: &str, item: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.eat(open)?;
        let mut items = Vec::new();
        while self.eat(close).is_none() {
            if !items.is_empty() {
                self.eat(",")?;
            }
            items.push(item(self)?);
        }
        Some(items)
    }

    fn field(&mut self) -> Option<(String, Json)> {
        self.skip();
        let name = self.string()?;
        self.eat(":")?;
        Some((name, self.value()?))
    }

    /// Names have no escapes.
    fn string(&mut self) -> Option<String> {
        self.eat("\"")?;
        let length = self.rest.iter().position(|&byte| byte == b'"')?;
        let (text, rest) = self.rest.split_at(length);
        self.rest = &rest[1..];
        String::from_utf8(text.to_vec()).ok()
    }

    fn integer(&mut self) -> Option<Json> {
        let isnt = |byte: &u8| !byte.is_ascii_digit() && *byte != b'-';
        let length = self.rest.iter().position(isnt).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(length);
        self.rest = rest;
        std::str::from_utf8(digits).ok()?.parse().ok().map(Json::Number)
    }
}
