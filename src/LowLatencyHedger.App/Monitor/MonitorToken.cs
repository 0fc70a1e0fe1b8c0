using System.Security.Cryptography;
using LowLatencyHedger.App.Security;

namespace LowLatencyHedger.App.Monitor;

/// <summary>The 256 bits, as text, that a change needs: in a file that only its owner can read, made when there is none.</summary>
internal static class MonitorToken
{
    private const int Bytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">The file is there and others can read or change it, or it cannot be made.</exception>
    public static byte[] ReadOrMake(string path)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using var stream = new FileStream(path, options);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes))));
        }

        if (SecretFile.TryRead(path, 2 * Bytes, out var secret) is { } problem)
        {
            throw new IOException($"{path}: expected {problem}");
        }

        using (secret)
        {
            var token = new byte[secret!.Length];
            secret.CopyTo(token);
            return token.Length == 2 * Bytes ? token : throw new IOException($"{path}: expected {2 * Bytes} characters");
        }
    }
}
