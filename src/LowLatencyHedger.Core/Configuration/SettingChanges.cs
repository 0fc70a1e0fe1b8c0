using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Configuration;

/// <summary>
/// Puts the parts of a change of settings together, checks the result as a whole and applies it at once, or leaves everything as it
/// was. Between two events, so that no decision is made on a mixture. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class SettingChanges(CoreConfig config, SettingValues values)
{
    private readonly SettingValues _staged = new(config);
    private int _count;
    private int _received;
    private ReasonCode _refusal;

    /// <summary>Parts of a change have come and others are still to come.</summary>
    public bool IsOpen => _count != 0;

    public int ChangeId { get; private set; }

    /// <summary>True when the change is complete or cannot become so; then <paramref name="reason"/> is None if it is to be applied.</summary>
    /// <param name="part">One value.</param>
    /// <param name="reason">Why it was refused.</param>
    public bool Stage(in SettingChangeBody part, out ReasonCode reason)
    {
        if (part.Index == 0)
        {
            _staged.CopyFrom(values);
            ChangeId = part.ChangeId;
            _count = part.Count;
            _received = 0;
            _refusal = ReasonCode.None;
        }

        if (part.ChangeId != ChangeId || part.Count != _count || part.Index != _received || part.Index >= part.Count)
        {
            _count = 0;
            reason = ReasonCode.SettingChangeIncomplete;
            return true;
        }

        _received++;
        Set(part);
        if (_received < _count)
        {
            reason = ReasonCode.None;
            return false;
        }

        _count = 0;
        reason = _refusal != ReasonCode.None ? _refusal : Check();
        return true;
    }

    /// <summary>The values of the change that is complete.</summary>
    public SettingValues Staged => _staged;

    /// <summary>Puts them into force.</summary>
    public void Apply() => values.CopyFrom(_staged);

    private void Set(in SettingChangeBody part)
    {
        var reason = part.Underlying >= values.UnderlyingCount || part.Underlying < -1
            ? ReasonCode.SettingUnknown
            : SettingRules.Check(part.Key, part.Underlying >= 0, part.Value);
        if (reason == ReasonCode.None)
        {
            _staged[part.Key, part.Underlying] = part.Value;
        }
        else if (_refusal == ReasonCode.None)
        {
            _refusal = reason;
        }
    }

    private ReasonCode Check()
    {
        for (var i = 0; i < values.UnderlyingCount; i++)
        {
            if (!SettingRules.Agree(_staged, i))
            {
                return ReasonCode.SettingsContradict;
            }
        }

        return ReasonCode.None;
    }
}
