using System.Text.Json;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// The named parameters of one request. Readers never throw: the first wrong or missing one is kept in <see cref="Error"/>
/// and the reader returns a default, so a method reads all it needs and asks once.
/// </summary>
public sealed class RpcParams
{
    private readonly JsonElement _object;
    private readonly bool _fromQuery;

    /// <param name="values">A JSON object, or an undefined element for none.</param>
    /// <param name="fromQuery">
    /// Values come from a URL query: all are strings, and numbers, booleans and arrays are read out of them.
    /// </param>
    public RpcParams(JsonElement values, bool fromQuery = false)
    {
        _object = values;
        _fromQuery = fromQuery;
    }

    /// <summary>The first error, or none.</summary>
    public RpcError Error { get; private set; }

    /// <summary>Records an error that a method found itself; the first one stays.</summary>
    public void Fail(string param, string reason)
    {
        if (!Error.IsError)
        {
            Error = RpcError.InvalidParam(param, reason);
        }
    }

    /// <summary>Whether the parameter is there and not null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>Whether the parameter is an array.</summary>
    public bool IsArray(string name) => TryGet(name, out var value) && value.ValueKind == JsonValueKind.Array;

    /// <summary>A string that must be there.</summary>
    public string String(string name)
    {
        if (!TryGet(name, out var value))
        {
            Fail(name, "value required");
            return "";
        }

        return Text(name, value);
    }

    /// <summary>A string, or the default when absent.</summary>
    public string String(string name, string absent) => TryGet(name, out var value) ? Text(name, value) : absent;

    /// <summary>One of the allowed words, or the default when absent.</summary>
    public string OneOf(string name, string absent, params ReadOnlySpan<string> allowed)
    {
        var text = String(name, absent);
        if (!allowed.Contains(text))
        {
            Fail(name, "wrong format");
        }

        return text;
    }

    /// <summary>A finite number, or null when absent.</summary>
    public double? Number(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        if (_fromQuery && double.TryParse(value.GetString(), out number) && double.IsFinite(number))
        {
            return number;
        }

        Fail(name, "must be a number");
        return null;
    }

    /// <summary>An integer, or null when absent.</summary>
    public long? Integer(string name)
    {
        if (Number(name) is not { } number)
        {
            return null;
        }

        if (number == Math.Floor(number) && Math.Abs(number) < 9e15)
        {
            return (long)number;
        }

        Fail(name, "must be an integer");
        return null;
    }

    /// <summary>An integer within bounds, or the default when absent.</summary>
    public int Count(string name, int absent, int least, int most)
    {
        var value = Integer(name) ?? absent;
        if (value < least || value > most)
        {
            Fail(name, $"must be between {least} and {most}");
            return absent;
        }

        return (int)value;
    }

    /// <summary>A boolean, or the default when absent.</summary>
    public bool Flag(string name, bool absent = false)
    {
        if (!TryGet(name, out var value))
        {
            return absent;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        if (_fromQuery && bool.TryParse(value.GetString(), out var flag))
        {
            return flag;
        }

        Fail(name, "must be a boolean");
        return absent;
    }

    /// <summary>An array of strings that must be there.</summary>
    public string[] Strings(string name)
    {
        if (!TryGet(name, out var value))
        {
            Fail(name, "value required");
            return [];
        }

        if (_fromQuery)
        {
            return (value.GetString() ?? "").Trim('[', ']')
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(item => item.Trim('"')).ToArray();
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            Fail(name, "must be an array of strings");
            return [];
        }

        return value.EnumerateArray().Select(item => item.GetString()!).ToArray();
    }

    private bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return _object.ValueKind == JsonValueKind.Object
            && _object.TryGetProperty(name, out value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
    }

    private string Text(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString()!;
        }

        Fail(name, "must be a string");
        return "";
    }
}
