using System.Collections;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace MergeDsl.Generator.Evaluation;

/// <summary>A call of a member of the runtime that needs the types of the program.</summary>
internal sealed record IntrinsicCall(Evaluator Evaluator, IMethodSymbol Method, Variable? Instance, object?[] Arguments)
{
    public ITypeSymbol TypeArgument => Method.TypeArguments[0];

    public object? Target => Adapter.Unwrap(Instance?.Value);

    /// <summary>The enum of the program that a call is about: its type argument, or the type that it is given.</summary>
    public INamedTypeSymbol Enum =>
        (Method.TypeArguments is [INamedTypeSymbol type] ? type : (Arguments[0] as TypeToken)?.Type as INamedTypeSymbol)!;
}

/// <summary>Members of the runtime whose result depends on a type or a value of the program, which the runtime itself cannot know.</summary>
internal static class Intrinsics
{
    private static readonly Dictionary<string, Func<IntrinsicCall, object?>> Known = new(StringComparer.Ordinal)
    {
        ["System.Nullable`1.get_HasValue"] = call => call.Instance!.Value is not null,
        ["System.Nullable`1.get_Value"] = call =>
            call.Instance!.Value ?? throw new InvalidOperationException("Nullable object must have a value."),
        ["System.Nullable`1.GetValueOrDefault"] = call =>
            call.Instance!.Value
            ?? (call.Arguments.Length > 0 ? call.Arguments[0] : call.Evaluator.DefaultOf(call.Method.ContainingType.TypeArguments[0])),
        ["System.Nullable`1.ToString"] = call => Text.Of(call.Instance!.Value),
        ["System.Nullable`1.Equals"] = call => call.Evaluator.AreSame(call.Instance!.Value, call.Arguments[0]),
        ["System.Nullable`1..ctor"] = call => call.Arguments[0],
        ["System.Object.ReferenceEquals"] = call => ReferenceEquals(Adapter.Unwrap(call.Arguments[0]), Adapter.Unwrap(call.Arguments[1])),
        ["System.Object.GetType"] = call => new TypeToken(call.Evaluator.TypeOfValue(call.Target ?? throw new NullReferenceException())),
        ["System.Object..ctor"] = _ => new object(),
        ["System.Reflection.MemberInfo.get_Name"] = call => NameOf(((TypeToken)call.Target!).Type),
        ["System.Convert.ChangeType"] = call => ChangeType(call),
        ["System.Type.op_Equality"] = call => Equals(call.Arguments[0], call.Arguments[1]),
        ["System.Type.op_Inequality"] = call => !Equals(call.Arguments[0], call.Arguments[1]),
        ["System.Linq.Enumerable.OfType"] = call =>
            Metering.Cast(call.Evaluator, call.Arguments[0], call.TypeArgument, item => call.Evaluator.IsInstance(item, call.TypeArgument)),
        ["System.Linq.Enumerable.Cast"] = call =>
            Metering.Cast(
                call.Evaluator,
                call.Arguments[0],
                call.TypeArgument,
                item => item is null || call.Evaluator.IsInstance(item, call.TypeArgument) ? true : throw new InvalidCastException()
            ),
        ["System.Enum.GetValues"] = call => Values(call),
        ["System.Enum.GetUnderlyingType"] = call => new TypeToken(call.Enum.EnumUnderlyingType!),
        ["System.Enum.GetNames"] = call => Fields(call).Select(field => field.Name).ToArray(),
        ["System.Enum.GetName"] = call => ProgramEnums.NameOf(call.Enum, NumberOf(call.Arguments[call.Arguments.Length - 1]!)),
        ["System.Enum.IsDefined"] = call => IsDefined(call),
        ["System.Enum.Parse"] = call => Parse(call) ?? throw new ArgumentException("Requested value was not found."),
        ["System.Enum.TryParse"] = call => TryParse(call),
        ["System.Enum.HasFlag"] = call => HasFlag(call.Target!, call.Arguments[0]!),
        ["System.Enum.ToObject"] = call => call.Evaluator.EnumValue(call.Enum, NumberOf(call.Arguments[1]!)),
        ["System.Enum.CompareTo"] = call => ((IComparable)call.Target!).CompareTo(call.Arguments[0]),
        ["System.Exception.get_Message"] = call => Message(call.Target),
        ["System.Exception.get_InnerException"] = call =>
            Adapter.Unwrap((call.Target is ProgramObject program ? program.Exception : (Exception?)call.Target)?.InnerException),
        ["System.MulticastDelegate.GetInvocationList"] = call => Functions(call),
        ["System.Delegate.GetInvocationList"] = call => Functions(call),
        ["System.Lazy`1..ctor"] = call => Lazy(call),
    };

    /// <summary>The substitute for a member; null where the member is called as it is.</summary>
    public static Func<IntrinsicCall, object?>? Find(IMethodSymbol method)
    {
        if (method.ContainingType is not { } type || type.DeclaringSyntaxReferences.Length > 0)
            return null;
        string name = HostTypes.MetadataName(type.OriginalDefinition) + "." + method.Name;
        if (Known.TryGetValue(name, out Func<IntrinsicCall, object?>? known))
            return known;
        if (HostTypes.IsOfLibrary(type))
            return null;
        return (method.Name, method.Parameters.Length, method.IsStatic) switch
        {
            ("Create", _, true) when type is { Name: "ValueTuple", TypeArguments.Length: 0 } => call =>
                Tuples.Create(call.Evaluator.Types.Find(call.Method.ReturnType)!, call.Arguments),

            ("Parse" or "TryParse", _, true) when IsNumber(type.SpecialType) => ParseNumber,
            ("ToString", <= 2, false)
                when type.SpecialType != SpecialType.None
                    || type.TypeKind == TypeKind.Enum
                    || type.IsTupleType
                    || type.Name is "KeyValuePair" or "FormattableString" or "IFormattable" => type.SpecialType == SpecialType.System_String
                ? null
                : ToText,
            ("GetHashCode", 0, false) => Hash,
            ("Equals", 1, false)
                when type.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum
                    || type.TypeKind == TypeKind.Enum => call =>
                call.Evaluator.AreSame(call.Target ?? throw new NullReferenceException(), call.Arguments[0]),
            ("Equals", 2, true) when type.SpecialType == SpecialType.System_Object => call =>
                call.Evaluator.AreSame(call.Arguments[0], call.Arguments[1]),
            (_, 1 or 2, true)
                when type is { Name: "Convert", SpecialType: SpecialType.None }
                    && method.Parameters[0].Type.SpecialType == SpecialType.System_Object => ConvertObject,
            _ => null,
        };
    }

    /// <summary>A conversion of a value of any type, which may be one of the program's.</summary>
    private static object? ConvertObject(IntrinsicCall call)
    {
        if (call.Method.Name == "ToString")
            return Text.Of(call.Arguments[0], null, call.Arguments.Skip(1).FirstOrDefault() as IFormatProvider);
        if (call.Arguments[0] is string && !Text.IsInvariant(call.Arguments.Skip(1).FirstOrDefault() as IFormatProvider))
            throw call.Evaluator.Impure("a number read as the culture of the program writes it; give CultureInfo.InvariantCulture");
        Type host = call.Evaluator.Types.Find(call.Method.ReturnType)!;
        return System.Convert.ChangeType(NumberOf(call.Arguments[0]!), host, CultureInfo.InvariantCulture);
    }

    private static bool IsNumber(SpecialType type) => type is >= SpecialType.System_SByte and <= SpecialType.System_Double;

    private static object? ParseNumber(IntrinsicCall call)
    {
        Type type = call.Evaluator.Types.Find(call.Method.ContainingType)!;
        bool isFraction = type == typeof(double) || type == typeof(float) || type == typeof(decimal);
        IFormatProvider? provider = call.Arguments.OfType<IFormatProvider>().FirstOrDefault();
        if (isFraction && !Text.IsInvariant(provider))
            throw call.Evaluator.Impure("a number read as the culture of the program writes it; give CultureInfo.InvariantCulture");
        string? text = call.Arguments[0] is Span<char> span ? span.ToString() : (string?)call.Arguments[0];
        NumberStyles style =
            call.Arguments.OfType<NumberStyles>().Cast<NumberStyles?>().FirstOrDefault()
            ?? (
                type == typeof(decimal) ? NumberStyles.Number
                : isFraction ? NumberStyles.Float | NumberStyles.AllowThousands
                : NumberStyles.Integer
            );
        bool isTry = call.Method.Name == "TryParse";
        object?[] given = isTry ? [text, style, CultureInfo.InvariantCulture, null] : [text, style, CultureInfo.InvariantCulture];
        Type[] signature = [typeof(string), typeof(NumberStyles), typeof(IFormatProvider), .. isTry ? new[] { type.MakeByRefType() } : []];
        try
        {
            object? result = type.GetMethod(call.Method.Name, signature)!.Invoke(null, given);
            if (isTry)
                ((Variable)call.Arguments[call.Arguments.Length - 1]!).Value = given[3];
            return result;
        }
        catch (System.Reflection.TargetInvocationException fault)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(fault.InnerException!).Throw();
            throw;
        }
    }

    private static object ToText(IntrinsicCall call)
    {
        string? format = call.Arguments.OfType<string>().FirstOrDefault();
        IFormatProvider? provider = call.Arguments.OfType<IFormatProvider>().FirstOrDefault();
        return Text.Of(call.Target ?? throw new NullReferenceException(), format, provider);
    }

    private static object Hash(IntrinsicCall call) =>
        call.Evaluator.IsHashing
            ? (call.Target ?? throw new NullReferenceException()).GetHashCode()
            : throw call.Evaluator.Impure("a hash, which may be another in every run; compare the values");

    private static string Message(object? target)
    {
        if (target is not ProgramObject program)
            return ((Exception)target!).Message;
        return program.Exception is { HasMessage: true } exception
            ? exception.Message
            : throw program.Type.Evaluator.Impure("the message that an exception has by itself; give it one");
    }

    private static object Lazy(IntrinsicCall call)
    {
        Type type = call.Evaluator.Types.Find(call.Method.ContainingType) ?? throw call.Evaluator.Unknown(call.Method.ContainingType);
        object?[] given = [.. call.Arguments.Where(argument => argument is not (bool or null))];
        if (given.Length == 0)
        {
            ITypeSymbol item = call.Method.ContainingType.TypeArguments[0];
            Type host = call.Evaluator.Types.Find(item)!;
            given = [Delegates.Create(typeof(Func<>).MakeGenericType(host), new(_ => call.Evaluator.Create(item)))];
        }
        return type.GetConstructors()
                .FirstOrDefault(made =>
                    made.GetParameters() is [var first, { ParameterType.Name: "Boolean" }] && first.ParameterType.IsInstanceOfType(given[0])
                )
                ?.Invoke([given[0], false])
            ?? Activator.CreateInstance(type, given)!;
    }

    private static IReadOnlyList<IFieldSymbol> Fields(IntrinsicCall call) =>
        call.Enum is { TypeKind: TypeKind.Enum } type
            ? ProgramEnums.Fields(type)
            : throw new ArgumentException("Type provided must be an Enum.");

    private static Array Values(IntrinsicCall call)
    {
        IReadOnlyList<IFieldSymbol> fields = Fields(call);
        Type host = call.Evaluator.Types.Find(call.Enum) ?? throw call.Evaluator.Unknown(call.Enum);
        Array values = Array.CreateInstance(host, fields.Count);
        for (int i = 0; i < fields.Count; i++)
        {
            object value = fields[i].ConstantValue!;
            values.SetValue(call.Evaluator.EnumValue(call.Enum, value), i);
        }
        return values;
    }

    private static object NumberOf(object value) =>
        value switch
        {
            ProgramEnum program => program.Number,
            Enum host => System.Convert.ChangeType(host, System.Enum.GetUnderlyingType(host.GetType()), CultureInfo.InvariantCulture),
            _ => value,
        };

    private static bool IsDefined(IntrinsicCall call)
    {
        object? value = call.Arguments[call.Arguments.Length - 1];
        return value is string name
            ? Fields(call).Any(field => field.Name == name)
            : ProgramEnums.NameOf(call.Enum, NumberOf(value!)) is not null;
    }

    private static object? Parse(IntrinsicCall call)
    {
        object? text = call.Arguments.FirstOrDefault(argument => argument is string or Span<char>);
        return ProgramEnums.Parse(call.Evaluator, call.Enum, text?.ToString(), call.Arguments.OfType<bool>().FirstOrDefault());
    }

    private static bool TryParse(IntrinsicCall call)
    {
        object? value = Parse(call);
        ((Variable)call.Arguments[call.Arguments.Length - 1]!).Value = value ?? call.Evaluator.EnumValue(call.Enum, 0);
        return value is not null;
    }

    private static Delegate[] Functions(IntrinsicCall call) =>
        call.Target is Delegate host
            ? host.GetInvocationList()
            : throw call.Evaluator.Impure("the functions that a delegate of the program calls; keep a list of functions");

    private static string NameOf(ITypeSymbol type) =>
        type is IArrayTypeSymbol array ? $"{NameOf(array.ElementType)}[{new string(',', array.Rank - 1)}]" : type.MetadataName;

    private static object? ChangeType(IntrinsicCall call)
    {
        if (call.Arguments[1] is not TypeToken { Type: var type } || call.Evaluator.Types.Find(type) is not { IsPrimitive: true } host)
            throw call.Evaluator.Impure("a conversion to a type that is a value; write a cast");
        if (call.Arguments[0] is string && !Text.IsInvariant(call.Arguments.Length > 2 ? call.Arguments[2] as IFormatProvider : null))
            throw call.Evaluator.Impure("a number read as the culture of the program writes it; give CultureInfo.InvariantCulture");
        return System.Convert.ChangeType(NumberOf(call.Arguments[0]!), host, CultureInfo.InvariantCulture);
    }

    private static bool HasFlag(object value, object flag)
    {
        static ulong Bits(object number) => ProgramEnums.Bits(NumberOf(number));
        return (Bits(value) & Bits(flag)) == Bits(flag);
    }
}

/// <summary>Sequences whose items cost steps.</summary>
internal static class Metering
{
    public static object? Of(object? sequence, Type item) =>
        sequence is null ? null : Activator.CreateInstance(typeof(Metered<>).MakeGenericType(item), sequence);

    /// <summary>The items that are of a type, as sequence of that type.</summary>
    public static object Cast(Evaluator evaluator, object? sequence, ITypeSymbol type, Func<object?, bool> isTaken)
    {
        if (sequence is null)
            throw new ArgumentNullException("source");
        Type item = evaluator.Types.Find(type) ?? throw evaluator.Unknown(type);
        return Activator.CreateInstance(typeof(Filtered<>).MakeGenericType(item), evaluator, sequence, isTaken)!;
    }

    private sealed class Filtered<T>(Evaluator evaluator, IEnumerable items, Func<object?, bool> isTaken) : IEnumerable<T>
    {
        public IEnumerator<T> GetEnumerator()
        {
            foreach (object? item in items)
            {
                evaluator.Spend(1);
                if (isTaken(item))
                    yield return (T)evaluator.Adapt(Adapter.Unwrap(item), typeof(T))!;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
