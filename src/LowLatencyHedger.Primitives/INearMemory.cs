namespace LowLatencyHedger.Primitives;

/// <summary>Something whose memory can be read beforehand, see <see cref="NearMemory"/>.</summary>
public interface INearMemory
{
    /// <summary>Reads what will be needed next, or a part of what may be; changes nothing. Its owner's thread.</summary>
    /// <param name="turn">Counts up from 0: each turn another part.</param>
    [HotPath]
    void Touch(long turn);
}
