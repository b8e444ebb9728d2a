//! How a row is declared.

/// Declares a row: a struct with public fields, and all that is made of them ([`Fields`](crate::Fields)).
///
/// Behind its name stands what its schema is called. Behind the type of a field stands its [role](crate::role), unless it
/// is a plain value:
///
/// ```
/// use asof_core::{Key, Text};
/// use asof_projector::{row, role};
///
/// row! {
///     /// A vote.
///     pub struct Vote as "Vote" {
///         /// Who voted.
///         who: Key as role::Actor,
///         /// What was said; null if not stated.
///         said: Option<Text> as role::Prose,
///         /// How many abstained.
///         abstained: u32,
///     }
/// }
/// ```
#[macro_export]
macro_rules! row {
    ($(#[doc = $about:literal])+ $(#[derive($($derived:ident),+)])? $vis:vis struct $name:ident as $title:literal {
        $($(#[doc = $told:literal])+ $field:ident : $type:ty $(as $role:ty)?,)*
    }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, Eq $($(, $derived)+)?)]
        $vis struct $name {
            $($(#[doc = $told])+ pub $field: $type,)*
        }

        impl $crate::Fields for $name {
            fn write(&self, row: &mut $crate::Row<'_>) {
                $(<$type as $crate::Field<$crate::row!(@role $($role)?)>>::put(
                    &self.$field, $crate::row!(@name $field), row);)*
            }

            fn cells<'a>(&'a self, visit: &mut dyn FnMut(&'static str, $crate::Cell<'a>)) {
                $(visit($crate::row!(@name $field),
                    <$type as $crate::Field<$crate::row!(@role $($role)?)>>::cell(&self.$field));)*
            }

            fn actors<'a>(&'a self, visit: &mut dyn FnMut(&'a asof_core::Key)) {
                $(<$type as $crate::Field<$crate::row!(@role $($role)?)>>::actors_in(&self.$field, visit);)*
            }

            fn escape_invisible(&mut self) {
                $(<$type as $crate::Field<$crate::row!(@role $($role)?)>>::escape_invisible(&mut self.$field);)*
            }
        }

        impl $crate::Describe for $name {
            fn describe(described: &mut $crate::Described<'_>) {
                $(<$type as $crate::Field<$crate::row!(@role $($role)?)>>::describe_as(
                    $crate::row!(@name $field), concat!($($told),+), described);)*
            }
        }

        impl $crate::schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $title.into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(generator: &mut $crate::schemars::SchemaGenerator) -> $crate::schemars::Schema {
                $crate::describe::<Self>(concat!($($about),+), generator)
            }
        }
    };
    (@role) => { $crate::role::Plain };
    (@role $role:ty) => { $role };
    (@name $field:ident) => { stringify!($field).trim_start_matches("r#") };
}
