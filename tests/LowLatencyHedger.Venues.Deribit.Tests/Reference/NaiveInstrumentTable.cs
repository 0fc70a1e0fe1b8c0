using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Venues.Deribit.Tests.Reference;

/// <summary>The table as one would write it without caring for speed: a dictionary of strings.</summary>
internal sealed class NaiveInstrumentTable(int capacity)
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<(string Name, long Tick)> _definitions = [];

    public int Count => _definitions.Count;

    public int Find(string name) => _ids.GetValueOrDefault(name, -1);

    public string NameOf(int id) => _definitions[id].Name;

    public long TickOf(int id) => _definitions[id].Tick;

    public string Define(in InstrumentBody body)
    {
        var name = body.Name.ToString();
        if (_ids.TryGetValue(name, out var id))
        {
            var isSame = _definitions[id].Tick == body.TickSize.Raw;
            _definitions[id] = (name, body.TickSize.Raw);
            return isSame ? "Unchanged" : "Changed";
        }

        if (_ids.Count == capacity)
        {
            return "Full";
        }

        _ids[name] = _definitions.Count;
        _definitions.Add((name, body.TickSize.Raw));
        return "Added";
    }
}
