using System.Text.Json;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Logging;

/// <summary>What an event of the core is about.</summary>
internal readonly struct LogSubject(in OutputEvent output)
{
    private readonly bool _isGiven = true;
    private readonly int _instrument = output.Instrument.HasValue ? output.Instrument.Index : -1;
    private readonly string _order = output.Ref.HasValue ? $"{output.Ref.Epoch:x8}-{output.Ref.Number:x8}" : "";
    private readonly long _detail = output.Detail;

    /// <summary>Empty, or begins with a blank.</summary>
    public string ToText()
    {
        if (!_isGiven)
        {
            return "";
        }

        var instrument = _instrument >= 0 ? FormattableString.Invariant($" instrument={_instrument}") : "";
        var order = _order.Length > 0 ? $" order={_order}" : "";
        return instrument + order + FormattableString.Invariant($" detail={_detail}");
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        if (!_isGiven)
        {
            return;
        }

        if (_instrument >= 0)
        {
            json.WriteNumber("instrument", _instrument);
        }

        if (_order.Length > 0)
        {
            json.WriteString("order", _order);
        }

        json.WriteNumber("detail", _detail);
    }
}
