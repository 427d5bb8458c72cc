using SoraSharp.Models.Tokenizers;
using Xunit;

namespace SoraSharp.Models.Tests.Tokenizers;

public sealed class PythonTextTests
{
    [Fact]
    public void Strip_removes_what_Python_calls_white_space()
    {
        // Every character for which Python 3's str.isspace() is true.
        int[] spaces = [.. Enumerable.Range(9, 5), .. Enumerable.Range(0x1C, 4), 0x20, 0x85, 0xA0, 0x1680, .. Enumerable.Range(0x2000, 11), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000];
        Assert.Equal(spaces, Enumerable.Range(0, 0x10000).Where(c => PythonText.IsSpace((char)c)));
        string all = string.Concat(spaces.Select(c => (char)c));
        Assert.Equal("a" + all + "b", PythonText.Strip(all + "a" + all + "b" + all));
        Assert.Equal("", PythonText.Strip(all));
        Assert.Equal("\u200Bx\uFEFF", PythonText.Strip("\u200Bx\uFEFF"));
    }
}
