using System.Text;
using System.Text.Json;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Reads messages with the runtime's <see cref="Utf8JsonReader"/> as a decoder would: compares each name with those it wants, takes their
/// values, looks the instrument up, passes over everything else. Of no names: takes every number.
/// </summary>
internal sealed class Utf8JsonValues(string[] names, InstrumentTable table)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];
    private readonly double[] _numbers = new double[names.Length + 1];
    private long _sum;

    public void Read(byte[][] messages)
    {
        foreach (var message in messages)
        {
            Read(message.AsSpan());
        }
    }

    public void Read(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(ref reader);
            }
        }
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        var at = Find(ref reader);
        reader.Read();
        if (at == _names.Length && _names.Length > 0)
        {
            // The frame and the Greeks hold members that are wanted.
            return;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                _numbers[at] = reader.GetDouble();
                break;
            case JsonTokenType.String:
                _sum += table.TryFind(reader.ValueSpan, out var instrument) ? instrument.Index : reader.ValueSpan.Length;
                break;
            case JsonTokenType.StartArray:
                ReadLevels(ref reader);
                break;
            default:
                break;
        }
    }

    private void ReadLevels(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                _numbers[0] = reader.GetDouble();
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                _sum += reader.ValueTextEquals("new"u8) ? 1 : reader.ValueTextEquals("change"u8) ? 2 : 3;
            }
        }
    }

    private int Find(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (reader.ValueTextEquals(_names[i]))
            {
                return i;
            }
        }

        return _names.Length;
    }
}
